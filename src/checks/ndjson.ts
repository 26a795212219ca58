/** Newline-delimited JSON as evidence: every line must parse, and an error names its place. */
import type { z } from 'zod';
import { EvidenceError } from './evidence-error.ts';

export interface NdjsonText<Row> {
  readonly rows: readonly Row[];
  /** The unfinished last line, where a kill may have cut the file; null when the file is whole. */
  readonly cutLine: string | null;
}

/**
 * Reads line by line, so that a long file never stands in memory twice. `read` gets each value with its line, from 1.
 * @throws EvidenceError at the first line that is not JSON, and for an unfinished last line unless `mayBeCut`.
 */
export function parseNdjson<Row>(
  text: string,
  file: string,
  mayBeCut: boolean,
  read: (value: unknown, line: number) => Row,
): NdjsonText<Row> {
  const rows: Row[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    const line = rows.length + 1;
    rows.push(read(parseLine(text.slice(start, end), file, line), line));
    start = end + 1;
  }
  const last = text.slice(start);
  if (last !== '' && !mayBeCut) {
    throw new EvidenceError(file, rows.length + 1, 'expected the last line to end with a newline, found it cut');
  }
  return { rows, cutLine: last === '' ? null : last };
}

function parseLine(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EvidenceError(file, line, `expected one JSON object, found ${JSON.stringify(text.slice(0, 60))}`);
  }
}

/** The one sentence a schema's refusal becomes: the first field at fault and why. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'expected a known row';
  const field = issue.path.length === 0 ? 'the row' : `field "${issue.path.join('.')}"`;
  return `${field}: ${issue.message}`;
}

/** Newline-delimited JSON as evidence: every line must parse, and an error names its place. */
import type { z } from 'zod';
import { EvidenceError } from './evidence-error.ts';

export interface NdjsonLine {
  /** Counts from 1. */
  readonly line: number;
  readonly value: unknown;
}

export interface NdjsonText {
  readonly lines: readonly NdjsonLine[];
  /** The unfinished last line, where a kill may have cut the file; null when the file is whole. */
  readonly cutLine: string | null;
}

/** @throws EvidenceError at the first line that is not JSON, and for an unfinished last line unless `mayBeCut`. */
export function parseNdjson(text: string, file: string, mayBeCut: boolean): NdjsonText {
  const texts = text.split('\n');
  const last = texts.pop() ?? '';
  if (last !== '' && !mayBeCut) {
    throw new EvidenceError(file, texts.length + 1, 'expected the last line to end with a newline, found it cut');
  }
  const lines = texts.map((line, index) => ({ line: index + 1, value: parseLine(line, file, index + 1) }));
  return { lines, cutLine: last === '' ? null : last };
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

/** Citations of the rows in test/rows.md: each row is cited by a test, and nothing else is cited. */
import type { Finding, SourceFile } from './source-files.ts';

export const table = 'test/rows.md';

export interface Citation {
  readonly path: string;
  readonly line: number;
  readonly row: number;
}

const bracketed = /\([^()]*\)/g;
const list = /\brows? (\d+(?:-\d+)?(?:(?:, | and )\d+(?:-\d+)?)*)/g;

/** The rows a table lists, in its order. */
export function rowsOf(text: string): readonly number[] {
  return text
    .split('\n')
    .flatMap((line) => /^\| (\d+) \| \S/.exec(line)?.[1] ?? [])
    .map(Number);
}

/** `(row 20)`, `(rows 15, 16)`, `(I2-I4, row 13)`, `(rows 31-33)`: brackets tell a citation from other rows. */
export function citationsIn({ path, text }: SourceFile): readonly Citation[] {
  return text.split('\n').flatMap((content, index) => {
    const lists = [...content.matchAll(bracketed)].flatMap(([brackets]) => [...brackets.matchAll(list)]);
    const rows = lists.flatMap(([, numbers = '']) => numbers.split(/, | and /).flatMap(range));
    return rows.map((row) => ({ path, line: index + 1, row }));
  });
}

function range(text: string): readonly number[] {
  const [from = 0, to = from] = text.split('-').map(Number);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

export function rowFindings(rows: readonly number[], files: readonly SourceFile[]): readonly Finding[] {
  const citations = files.flatMap(citationsIn);
  const unknown = citations.filter(({ row }) => !rows.includes(row));
  const uncited = rows.filter((row) => !citations.some((citation) => citation.row === row));
  const twice = rows.filter((row, index) => rows.indexOf(row) !== index);
  return [
    ...unknown.map(({ path, line, row }) => `${path}:${line} cites row ${row}, which is not in ${table}.`),
    ...uncited.map((row) => `${table} lists row ${row}, which no test cites.`),
    ...twice.map((row) => `${table} lists row ${row} twice.`),
  ];
}

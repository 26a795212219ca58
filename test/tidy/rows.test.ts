import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { citationsIn, rowFindings, rowsOf, table } from './rows.ts';
import { isBelow, isCode, root, sources } from './source-files.ts';

/** Not the made-up citations below. */
const tests = () => sources((path) => isCode(path) && isBelow(path, 'test') && path !== 'test/tidy/rows.test.ts');

describe('the rule on rows', () => {
  it('holds for the whole project: each row is cited by a test, and no other is', () => {
    const rows = rowsOf(readFileSync(join(root, table), 'utf8'));
    expect(rows.length).toBeGreaterThan(40);
    expect(rowFindings(rows, tests())).toEqual([]);
  });

  const file = (text: string) => ({ path: 'test/a.test.ts', text });

  it.each([
    ["test('x (row 7)', …", [7]],
    ["test('x (rows 7, 9)', …", [7, 9]],
    ["test('x (rows 7, 9 and 11)', …", [7, 9, 11]],
    ["test('x (I2-I4, row 13)', …", [13]],
    ["test('x (rows 3, 31-33, mechanism 5)', …", [3, 31, 32, 33]],
    ['/** Base checkpoints (rows 11, 28). */', [11, 28]],
    ["'expected row 5, found row 6: the ledger has a gap'", []],
    ['(arrows 4)', []],
  ])('reads %s as %j', (text, rows) => {
    expect(citationsIn(file(`\n${text}`)).map(({ row, line }) => ({ row, line }))).toEqual(
      rows.map((row) => ({ row, line: 2 })),
    );
  });

  it('reports a row that nobody cites, a citation of a row that is not there, and a row that is there twice', () => {
    expect(rowFindings([1, 2, 2], [file('(rows 2, 9)')])).toEqual([
      `test/a.test.ts:1 cites row 9, which is not in ${table}.`,
      `${table} lists row 1, which no test cites.`,
      `${table} lists row 2 twice.`,
    ]);
  });
});

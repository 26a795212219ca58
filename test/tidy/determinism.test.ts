import { describe, expect, it } from 'vitest';
import { bannedNames, type DeterminismRules, determinismFindings, determinismRules } from './determinism.ts';
import { productSources, type SourceFile } from './source-files.ts';

const rules: DeterminismRules = {
  folders: ['src/core'],
  except: [],
  synchronous: ['src/core'],
  packages: [],
  exceptions: [],
};
const core = (text: string): SourceFile => ({ path: 'src/core/a.ts', text });

describe('the rule on determinism', () => {
  it('holds for the whole project', () => {
    expect(determinismFindings(productSources(), determinismRules)).toEqual([]);
  });

  it.each(bannedNames)('reports the use of %s with file and line', (name) => {
    const findings = determinismFindings([core(`const first = 1;\nexport const x = ${name};`)], rules);
    expect(findings).toContain(`src/core/a.ts:2 uses ${name}, which only a port may give.`);
  });

  it.each([
    ["import { readFileSync } from 'node:fs';", 'node:fs'],
    ["import { execa } from 'execa';", 'execa'],
    ["export * from 'node:net';", 'node:net'],
    ['const { now } = Date;', 'Date'],
    ["Math['random']();", 'Math.random'],
    ['class A { x = setTimeout; }', 'setTimeout'],
    ['const given = { fetch };', 'fetch'],
    ['globalThis.Date.now();', 'globalThis'],
    ['const f = (performance) => performance; performance.now();', 'performance'],
    ["import process from 'node:process'; process.hrtime();", 'process'],
  ])('reports %s', (text, what) => {
    expect(determinismFindings([core(text)], rules)).toContain(
      `src/core/a.ts:1 uses ${what}, which only a port may give.`,
    );
  });

  it.each([
    'export const a = port.fetch();',
    'export const a = { process: 1, Date: 2 };',
    'export type A = { readonly performance: number };',
    'class A { fetch(): void {} }',
    'export const a = Math.max(1, 2);',
    "import type { Socket } from 'node:net';",
    'export const f = (performance: number) => performance + 1;',
    'export function f({ fetch, process: { exit } }) { return () => fetch(exit); }',
    'const performance = 1; export const g = () => performance;',
  ])('leaves %s alone', (text) => {
    expect(determinismFindings([core(text)], rules)).toEqual([]);
  });

  it('reports a banned name in a file outside that a ruled file reaches by importing', () => {
    const files = [
      core("import { b } from '../common/b.ts';\nb;"),
      { path: 'src/common/b.ts', text: "export { now as b } from './now.ts';" },
      { path: 'src/common/now.ts', text: '\nexport const now = () => Date.now();' },
      { path: 'src/common/unrelated.ts', text: 'Date.now();' },
    ];
    expect(determinismFindings(files, rules)).toEqual(['src/common/now.ts:2 uses Date, which only a port may give.']);
  });

  it('does not follow an import of types', () => {
    const files = [
      core("import type { B } from '../common/b.ts';"),
      { path: 'src/common/b.ts', text: 'export type B = 1; Date.now();' },
    ];
    expect(determinismFindings(files, rules)).toEqual([]);
  });

  it.each(['export const f = async () => 1;', 'async function f() { for await (const x of y) x; }', 'await 1;'])(
    'reports that a synchronous folder is asynchronous in %s',
    (text) => {
      expect(determinismFindings([core(text)], rules)).toContain(
        'src/core/a.ts:1 is asynchronous; one input is one step here.',
      );
    },
  );

  it('accepts an exception with a reason, and reports it once nothing uses it', () => {
    const excepting = {
      ...rules,
      exceptions: [{ file: 'src/core/a.ts', what: 'node:zlib', because: 'crc32 is pure' }],
    };
    expect(determinismFindings([core("import { crc32 } from 'node:zlib';")], excepting)).toEqual([]);
    expect(determinismFindings([core('')], excepting)).toEqual([
      'test/tidy/determinism.ts:1 excepts node:zlib in src/core/a.ts, which does not use it.',
    ]);
  });

  it('accepts a package that is called pure, and reports it once nothing imports it', () => {
    const trusting = { ...rules, packages: ['zod'] };
    expect(determinismFindings([core("import { z } from 'zod';")], trusting)).toEqual([]);
    expect(determinismFindings([core('')], trusting)).toEqual([
      'test/tidy/determinism.ts:1 calls zod pure, which no ruled file imports.',
    ]);
  });

  it('reports a ruled folder that is gone', () => {
    expect(determinismFindings([], rules)).toContain(
      'test/tidy/determinism.ts:1 rules src/core, where there is no file.',
    );
  });
});

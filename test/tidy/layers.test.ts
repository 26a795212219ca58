import { describe, expect, it } from 'vitest';
import { type Layer, layerFindings, layers } from './layers.ts';
import { productSources } from './source-files.ts';

const table: readonly Layer[] = [
  { folder: 'src/low', mayImport: [], packages: ['zod'] },
  { folder: 'src/high', mayImport: ['src/low'], packages: 'any' },
];
const low = { path: 'src/low/a.ts', text: "import { z } from 'zod';\nexport const a = z.string();\n" };
const high = { path: 'src/high/b.ts', text: "import { a } from '../low/a.ts';\nexport const b = a;\n" };

describe('the rule on layers', () => {
  it('holds for the whole project', () => {
    expect(layerFindings(productSources(), layers)).toEqual([]);
  });

  it('accepts imports that the table allows', () => {
    expect(layerFindings([low, high], table)).toEqual([]);
  });

  it.each([
    ['a value', "import { b } from '../high/b.ts';\nb;"],
    ['a type', "import type { B } from '../high/b.ts';"],
    ['a re-export', "export { b } from '../high/b.ts';"],
    ['a re-export of everything', "export * from '../high/b.ts';"],
    ['a dynamic import', "await import('../high/b.ts');"],
  ])('reports an arrow turned round by %s, with file and line', (_, text) => {
    const findings = layerFindings([low, high, { path: 'src/low/c.ts', text: `// first line\n${text}` }], table);
    expect(findings).toEqual(['src/low/c.ts:2 imports src/high/b.ts; src/low may import only src/low.']);
  });

  it('reports a package that the layer has not been given', () => {
    const findings = layerFindings([low, high, { path: 'src/low/c.ts', text: "import 'ws';" }], table);
    expect(findings).toEqual(['src/low/c.ts:1 imports ws; src/low may import only zod.']);
  });

  it('reports a product file that imports the package by its own name', () => {
    const findings = layerFindings([low, high, { path: 'src/high/c.ts', text: "import 'muster-drills';" }], table);
    expect(findings[0]).toMatch(/^src\/high\/c\.ts:1 imports muster-drills; /);
  });

  it('reports a file in no layer', () => {
    const findings = layerFindings([low, high, { path: 'src/cellar/c.ts', text: '' }], table);
    expect(findings).toEqual(['src/cellar/c.ts:1 is in no layer of test/tidy/layers.ts.']);
  });

  it('reports a permission that no import uses any more', () => {
    const findings = layerFindings([low, { ...high, text: 'export const b = 1;' }], table);
    expect(findings).toEqual(['test/tidy/layers.ts:1 allows src/high to import src/low, which nothing there does.']);
  });

  it('reports a layer whose folder is gone', () => {
    const findings = layerFindings([low], table);
    expect(findings).toEqual(['test/tidy/layers.ts:1 has a layer src/high, where there is no file.']);
  });
});

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildContext } from '../../../src/topology/docker/build-context.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

function put(path: string, text = ''): void {
  const file = join(folder.path, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function putPackage(
  path: string,
  version: string,
  dependencies: readonly string[] = [],
  optional: readonly string[] = [],
) {
  const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '*']));
  const manifest = { version, dependencies: named(dependencies), optionalDependencies: named(optional) };
  put(`${path}/package.json`, JSON.stringify(manifest));
  put(`${path}/index.js`);
}

function placed(root: string): string[] {
  const into = join(folder.path, 'context');
  mkdirSync(into);
  buildContext(join(folder.path, root)).placeInto(into);
  return readdirSync(into, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js') || path.endsWith('.ts'))
    .sort();
}

describe('the build context', () => {
  it('of a clone holds its sources and each package it depends on, nested ones in their place', () => {
    putPackage('clone', '1.0.0', ['a'], ['absent']);
    put('clone/src/main.ts');
    put('clone/test/main.test.ts');
    put('clone/dist/src/main.js');
    putPackage('clone/node_modules/a', '1.0.0', ['b', 'c']);
    put('clone/node_modules/a/index.d.ts');
    putPackage('clone/node_modules/a/node_modules/b', '2.0.0');
    putPackage('clone/node_modules/b', '1.0.0');
    putPackage('clone/node_modules/c', '1.0.0', ['a']);
    expect(placed('clone')).toEqual([
      'node_modules/a/index.js',
      'node_modules/a/node_modules/b/index.js',
      'node_modules/c/index.js',
      'src/main.ts',
    ]);
  });

  it('of an installed package gathers what lies beside and below it', () => {
    putPackage('p/node_modules/product', '1.0.0', ['a', 'b']);
    put('p/node_modules/product/dist/src/main.js');
    putPackage('p/node_modules/product/node_modules/a', '2.0.0');
    putPackage('p/node_modules/b', '1.0.0');
    expect(placed('p/node_modules/product')).toEqual([
      'dist/src/main.js',
      'node_modules/a/index.js',
      'node_modules/b/index.js',
    ]);
  });

  it('is refused where two versions of a package would share a place, and where one is not installed', () => {
    putPackage('p/node_modules/product', '1.0.0', ['a', 'b']);
    putPackage('p/node_modules/product/node_modules/a', '2.0.0');
    putPackage('p/node_modules/b', '1.0.0', ['a']);
    const root = join(folder.path, 'p/node_modules/product');
    expect(() => buildContext(root)).toThrow(/^Expected a, which .*b depends on, in a node_modules folder above it/);
    putPackage('p/node_modules/a', '1.0.0');
    expect(() => buildContext(root)).toThrow(/^Expected one version of a among what Muster runs with, found /);
  });

  it('has another hash when a source or the version of a package changes, and else the same', () => {
    putPackage('clone', '1.0.0', ['a']);
    put('clone/src/main.ts', 'one');
    putPackage('clone/node_modules/a', '1.0.0');
    const hash = () => buildContext(join(folder.path, 'clone')).hash;
    const first = hash();
    expect(hash()).toBe(first);
    put('clone/src/main.ts', 'two');
    const second = hash();
    putPackage('clone/node_modules/a', '1.0.1');
    expect(new Set([first, second, hash()]).size).toBe(3);
  });
});

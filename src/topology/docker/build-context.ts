/** What the image is built from: the product as it is installed here and the packages it runs with, nothing else. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../../common/package-root.ts';
import { dependencyClosure } from './dependency-closure.ts';

/** A clone has sources, a package `dist`; the rest is in both. */
const parts = ['package.json', 'Dockerfile', 'bin', 'src', 'simulators', 'dist', 'drills/catalogue.json'];

export interface BuildContext {
  /** Of everything that would go into it, hexadecimal: the same product has the same. */
  readonly hash: string;
  /** @param folder an empty one */
  copyInto(folder: string): void;
}

export function buildContext(root = packageRoot()): BuildContext {
  const product = parts.map((part) => join(root, part)).filter((path) => existsSync(path));
  const packages = dependencyClosure(root);
  const hash = createHash('sha256');
  for (const file of product.flatMap(filesBelow)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  for (const { place, version } of packages) hash.update(`${place}@${version}\0`);
  return {
    hash: hash.digest('hex'),
    copyInto(folder) {
      for (const path of product) cpSync(path, join(folder, relative(root, path)), { recursive: true });
      for (const { place, folder: from } of packages) {
        const to = join(folder, 'node_modules', place);
        cpSync(from, to, { recursive: true, filter: (path) => !relative(from, path).startsWith('node_modules') });
      }
    },
  };
}

/** Ascending, so that the order is everywhere the same. */
function filesBelow(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

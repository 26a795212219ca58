/** What the image is built from: the product as it is installed here and the packages it runs with, nothing else. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { packageRoot } from '../../common/package-root.ts';
import { dependencyClosure } from './dependency-closure.ts';

/** A clone has sources, a package `dist`; the rest is in both. */
const parts = ['package.json', 'Dockerfile', 'bin', 'src', 'simulators', 'dist', 'drills/catalogue.json'];

/** In a package: what no running program loads, about half of all. */
const unused = /\.(map|d\.[cm]?ts)$/;

export interface BuildContext {
  /** Of everything that would go into it, hexadecimal: the same product has the same. */
  readonly hash: string;
  /** Files are links to the installed ones where the file system can. @param folder an empty one, to be read and removed only */
  placeInto(folder: string): void;
}

export function buildContext(root = packageRoot()): BuildContext {
  // In a clone that was built once, the sources are what runs.
  const present = parts.filter((part) => existsSync(join(root, part)) && !(part === 'dist' && hasSources(root)));
  const product = present.flatMap((part) => filesBelow(join(root, part)));
  const packages = dependencyClosure(root);
  const hash = createHash('sha256');
  for (const file of product)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  for (const { place, version } of packages) hash.update(`${place}@${version}\0`);
  return {
    hash: hash.digest('hex'),
    placeInto(folder) {
      for (const file of product) placeFile(file, join(folder, relative(root, file)));
      for (const { place, folder: from } of packages) {
        const files = filesBelow(from).filter((file) => !unused.test(file));
        for (const file of files) placeFile(file, join(folder, 'node_modules', place, relative(from, file)));
      }
    },
  };
}

const hasSources = (root: string): boolean => existsSync(join(root, 'src'));

/** Ascending, so that the order is everywhere the same; what lies in a node_modules folder is another package's. */
function filesBelow(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(path, file).split(sep).includes('node_modules'))
    .sort();
}

function placeFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    // Another file system, or one without links.
    copyFileSync(from, to);
  }
}

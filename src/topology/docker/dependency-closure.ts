import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { environmentError } from '../../common/muster-error.ts';

const manifest = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

export interface InstalledPackage {
  /** Below the node_modules folder beside the product: `ws`, `a/node_modules/b`. */
  readonly place: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Every installed package that the one in `root` needs when it runs, found as Node finds it: in the nearest node_modules
 * folder at or above whoever needs it. Ascending by place.
 * @throws MusterError (exit 4) naming a dependency that is not there, or one that two versions of would share a place.
 */
export function dependencyClosure(root: string): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const visit = (folder: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = read(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const installed = resolve(name, folder);
      if (installed === null) {
        // An optional one is left out on machines it is not made for.
        if (name in optionalDependencies) continue;
        throw environmentError(
          'not-installed',
          `Expected ${name}, which ${folder} depends on, in a node_modules folder above it, found it in none: install with npm`,
        );
      }
      if (found.has(installed)) continue;
      const place = placeOf(installed, root);
      const other = [...found.values()].find((one) => one.place === place);
      if (other !== undefined)
        throw environmentError(
          'two-versions',
          `Expected one version of ${place} among what Muster runs with, found ${installed} and ${other.folder}`,
        );
      const { version } = read(installed);
      found.set(installed, { place, version, folder: realpathSync(installed) });
      visit(installed);
    }
  };
  visit(root);
  return [...found.values()].sort((left, right) => (left.place < right.place ? -1 : 1));
}

/** What lies in the product's own folder keeps its place there; what an installed product has from its surroundings moves in. */
function placeOf(installed: string, root: string): string {
  const own = join(root, 'node_modules') + sep;
  if (installed.startsWith(own)) return relative(own, installed);
  const [, ...places] = installed.split(`${sep}node_modules${sep}`);
  return places.join('/node_modules/');
}

function read(folder: string): z.infer<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

function resolve(name: string, from: string): string | null {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(at) === at) return null;
  }
}

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const manifest = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

export interface InstalledPackage {
  /** Below the outermost node_modules folder: `ws`, `a/node_modules/b`. */
  readonly place: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Every installed package that the one in `root` needs when it runs, found as Node finds it: in the nearest node_modules
 * folder at or above whoever needs it. Ascending by place. @throws Error naming a dependency that is not installed.
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
        throw new Error(`Expected ${name}, which ${folder} depends on, to be installed, found it nowhere`);
      }
      if (found.has(installed)) continue;
      const [, ...places] = installed.split('/node_modules/');
      found.set(installed, {
        place: places.join('/node_modules/'),
        version: read(installed).version,
        folder: realpathSync(installed),
      });
      visit(installed);
    }
  };
  visit(root);
  return [...found.values()].sort((left, right) => (left.place < right.place ? -1 : 1));
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

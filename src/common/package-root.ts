import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageName = 'muster-drills';

/**
 * The folder of the package, in a clone (sources) and in an installed package (`dist/`) alike: the nearest one at or
 * above `folder` whose package.json is Muster's own. @throws Error when there is none.
 */
export function packageRoot(folder = dirname(fileURLToPath(import.meta.url))): string {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === packageName) return at;
    if (dirname(at) === at) {
      throw new Error(`Expected a package.json named ${packageName} at or above ${folder}, found none`);
    }
  }
}

/** Whether this process runs from the TypeScript sources rather than from `dist/`. */
export function runsFromSource(): boolean {
  return fileURLToPath(import.meta.url).endsWith('.ts');
}

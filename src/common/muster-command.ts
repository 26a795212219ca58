/** The one place that knows how to start another part of Muster, in a clone (TypeScript) and installed (dist) alike. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageName = 'muster-drills';

/** The command line of `muster` without arguments, on the Node that runs now. */
export function musterCommand(): string[] {
  const here = fileURLToPath(import.meta.url);
  const conditions = here.endsWith('.ts') ? ['--conditions=muster-source'] : [];
  return [process.execPath, ...conditions, join(packageRoot(dirname(here)), 'bin', 'muster.js')];
}

/** The nearest folder at or above `folder` whose package.json is Muster's own. @throws Error when there is none. */
export function packageRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === packageName) return at;
    if (dirname(at) === at)
      throw new Error(`Expected a package.json named ${packageName} at or above ${folder}, found none`);
  }
}

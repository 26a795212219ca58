import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package, in a clone (sources) and in an installed package (`dist/`) alike. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isOurPackage(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('muster-drills was taken apart: its package.json is not above its own files.');
    folder = parent;
  }
  return folder;
}

function isOurPackage(file: string): boolean {
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'muster-drills';
}

/** Whether this process runs from the TypeScript sources rather than from `dist/`. */
export function runsFromSource(): boolean {
  return fileURLToPath(import.meta.url).endsWith('.ts');
}

import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The module of a worker thread that lies beside the module at `importerUrl`: TypeScript in a clone, compiled in the
 * package. `name` is without its extension.
 */
export function workerFile(importerUrl: string, name: string): URL {
  return new URL(`${name}${extname(fileURLToPath(importerUrl))}`, importerUrl);
}

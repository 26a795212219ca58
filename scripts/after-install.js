/**
 * npm's `prepare` script. A clone installed by hand (`npm ci`) is as set up as one installed by scripts/set-up.js;
 * npm also runs `prepare` before packing, when nothing was installed and no stamp is due.
 */
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { linkOwnCommand, writeStamp } from './set-up.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { npm_command: command } = process.env;
if (command === 'ci' || command === 'install') {
  linkOwnCommand(root);
  writeStamp(root);
}

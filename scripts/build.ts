/** Compiles what the package ships: JavaScript and types in dist/. Run before every packing, never by a user. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { program, root } from './programs.ts';

rmSync(join(root, 'dist'), { recursive: true, force: true });
const { exitCode } = await program('tsc', ['-p', 'tsconfig.build.json']);
process.exitCode = exitCode;

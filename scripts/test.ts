/** `npm test`: every tier this machine can run. Arguments are vitest's file filters: `npm test -- test/core`. */
import { finish } from './finish.ts';
import { runTiers } from './run-tiers.ts';

finish(await runTiers(process.argv.slice(2)));

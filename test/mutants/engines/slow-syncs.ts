/** Not a mutant: the good engine on slow syncs, the other half of I9's pair. */
import { runMutant } from './run-mutant.ts';
import { slowDisk } from './slow-disk.ts';

await runMutant({}, slowDisk(Number(process.argv[2])));

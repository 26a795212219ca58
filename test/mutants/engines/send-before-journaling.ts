/** Effects do not wait for the durable sequence: orders leave while their intents are still being synced. */
import { runMutant } from './run-mutant.ts';
import { slowDisk } from './slow-disk.ts';

await runMutant({ releaseEffects: (_whenDurable, effect) => effect() }, slowDisk(Number(process.argv[2])));

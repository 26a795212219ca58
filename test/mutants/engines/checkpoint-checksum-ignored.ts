/** Checkpoints are loaded whatever their checksum says; nor is the state they hold compared with its hash or counted again. */
import { engineParts } from '../../../src/engine/engine-parts.ts';
import { runMutant } from './run-mutant.ts';

await runMutant({
  durability: {
    ...engineParts.durability,
    checkpointProblem: () => null,
    sameState: () => true,
    instrumentProblem: () => null,
  },
});

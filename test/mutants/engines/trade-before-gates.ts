/** Every instrument is in stage full from the first moment, whatever its gates say; a venue that answers slowly leaves it time to show. */
import { setTimeout as delay } from 'node:timers/promises';
import { engineParts } from '../../../src/engine/engine-parts.ts';
import { runMutant } from './run-mutant.ts';

await runMutant({
  stagePolicy: () => 'full',
  async reconcileVenue(input) {
    await delay(300);
    return engineParts.reconcileVenue(input);
  },
});

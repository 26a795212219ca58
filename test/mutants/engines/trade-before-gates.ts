/** Every instrument is in stage full from the first moment, whatever its gates say. */
import { runMutant } from './run-mutant.ts';

await runMutant({ stagePolicy: () => 'full' });

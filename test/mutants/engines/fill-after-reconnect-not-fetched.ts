/** After a disconnect nobody asks for the trades that were missed. The balance check would hold the venue, so it is blind too. */
import { runMutant } from './run-mutant.ts';

await runMutant({ fetchMissedFills: async () => [], balanceDifferences: () => [] });

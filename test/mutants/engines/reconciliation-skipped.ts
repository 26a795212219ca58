/** The venue is not asked what happened while the engine was away; the journal's word is taken for it. */
import { runMutant } from './run-mutant.ts';

await runMutant({
  reconcileVenue: async () => ({ facts: [], ahead: [], external: [], fills: 0, seen: [] }),
  balanceDifferences: () => [],
});

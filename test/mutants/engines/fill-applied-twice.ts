/** No fill is recognised: one known from the stream counts again when a query shows it. The balance check is blind too. */
import { engineParts } from '../../../src/engine/engine-parts.ts';
import { runMutant } from './run-mutant.ts';

const { durability } = engineParts;
let fills = 0;
await runMutant({
  durability: { ...durability, core: { ...durability.core, tradeKey: () => fills++ } },
  balanceDifferences: () => [],
});

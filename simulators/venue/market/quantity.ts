import type { Amount } from '../../../src/common/amount.ts';
import type { Random } from '../../../src/ports/random.ts';
import type { Instrument } from '../instruments.ts';

/** A random quantity worth between `least` and `most` quote units at that price, small ones more often; at least one step. */
export function quantityFor(
  instrument: Instrument,
  priceTicks: number,
  notional: { readonly least: number; readonly most: number },
  random: Random,
): Amount {
  const worth = notional.least * (notional.most / notional.least) ** random.next();
  const stepsPerUnit = Number(100_000_000n / instrument.step);
  const price = (priceTicks * Number(instrument.tick)) / 100_000_000;
  return BigInt(Math.max(1, Math.floor((worth / price) * stepsPerUnit))) * instrument.step;
}

/**
 * Equality at `resumed` says nothing of the time after it: an engine may resume and be deaf. So once the script is done,
 * the market must fill the engine again at every judged venue, and its state is compared with the ledgers once more.
 */
import type { Observations } from './observations.ts';
import type { Stage } from './stage.ts';
import { type Deadline, InconclusiveError, until } from './wait.ts';

const withinMs = 20_000;
/** Time for the events of the fills to arrive; the comparison itself happens at the engine's own cursors. */
const settledWithinMs = 5000;

export async function lookOnceMore(
  stage: Stage,
  venues: readonly string[],
  { resumptions }: Observations,
  deadline: Deadline,
): Promise<void> {
  const last = resumptions.findLast((one) => venues.every((venue) => one.venues.includes(venue)));
  if (last === undefined) throw new InconclusiveError('nothing to look at once more: the engine never resumed');
  const fillsOf = async (venue: string) => (await stage.venueStatus(venue)).fills;
  const before = new Map(await Promise.all(venues.map(async (venue) => [venue, await fillsOf(venue)] as const)));
  for (const venue of venues) {
    const filled = async () => ((await fillsOf(venue)) > (before.get(venue) ?? 0) ? true : null);
    await until(deadline, `a fill at ${venue} after the recovery`, withinMs, filled);
  }
  const state = await until(deadline, 'the state of the engine after the recovery', settledWithinMs, () =>
    stage.system.engine.state(),
  );
  resumptions.push({ ...last, incarnation: stage.newestIncarnation(), state, moment: 'final look' });
  stage.note('looked once more: filled at every judged venue after the recovery');
}

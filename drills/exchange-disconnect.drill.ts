/**
 * S4, the seed's exchange disconnect: all three links of venue A are cut for three seconds while B goes on; fills happen
 * at A that the engine cannot see.
 *
 * Proves: the loss is noticed within a second, B trades on, and after the links return the engine fetches what it missed
 * by id and agrees with A before it quotes there again. Positions remain at the venue throughout.
 * Does not prove: anything about silent or half-open links; both ends are told at once that the connection is gone.
 */
import { drill, seedObjectives } from 'muster-drills';

const venue = 'A';
const other = 'B';
const cutMs = 3000;

drill(
  {
    id: 'exchange-disconnect',
    code: 'S4',
    title: 'Exchange disconnect',
    revision: 1,
    proves:
      'The engine notices the loss of a venue, goes on at the other, and after the return fetches missed fills by id and reconciles before it quotes again.',
    doesNotProve: 'Silent, half-open, slow or lossy links: these cuts are seen by both ends at once.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7'],
    objectives: seedObjectives.exchangeDisconnect,
    judgedVenues: [venue],
    notAssessed: [],
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    const before = { [venue]: await stage.venueStatus(venue), [other]: await stage.venueStatus(other) };
    const { restored } = await stage.cutOff(venue, 'cut', async () => {
      await stage.wait(cutMs, `venue ${venue} unreachable`);
      const there = await stage.venueStatus(other);
      const orders = there.orders.accepted - (before[other]?.orders.accepted ?? 0);
      stage.claim({
        id: 'S4-other-venue-trades-on',
        title: `Venue ${other} trades on while ${venue} is unreachable`,
        expected: `new orders accepted at ${other} during the cut`,
        observed: `${orders} orders accepted at ${other}`,
        holds: orders > 0,
      });
      const missed = (await stage.venueStatus(venue)).fills - (before[venue]?.fills ?? 0);
      stage.claim({
        id: 'S4-fills-missed',
        title: `Fills happened at ${venue} that the engine could not see`,
        expected: `at least 1 fill at ${venue} during the cut`,
        observed: `${missed} fills at ${venue}`,
        holds: missed > 0 ? true : null,
      });
    });
    await stage.resumed(restored);
  },
);

/**
 * S4, exchange disconnect: all three links of venue A are cut for three seconds while B goes on; fills happen
 * at A that the engine cannot see.
 *
 * Proves: the loss is noticed within a second, B trades on, and after the links return the engine fetches what it missed
 * by id and agrees with A before it quotes there again. Positions remain at the venue throughout.
 * Does not prove: anything about silent or half-open links; both ends are told at once that the connection is gone.
 */
import { defaultObjectives, drill } from 'muster-drills';

const venue = 'A';
const other = 'B';
const cutMs = 3000;
const noticedMs = 1000;

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
    objectives: defaultObjectives.exchangeDisconnect,
    judgedVenues: [venue],
    notAssessed: [],
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    const { cut } = await stage.cutOff(venue, 'cut', async (struck) => {
      const fillsAtCut = (await stage.venueStatus(venue)).fills;
      // What was under way when the links went does not count: only what happens after the loss has been noticed.
      await stage.wait(noticedMs, `venue ${venue} unreachable`);
      const noticedMonoNs = BigInt(struck.requestedMonoNs) + BigInt(noticedMs) * 1_000_000n;
      await stage.wait(cutMs - noticedMs, `venue ${other} goes on alone`);
      const quoted = stage.quotedSince(other, noticedMonoNs);
      const { symbols } = stage.system.venue(other).ready;
      stage.claim({
        id: 'S4-other-venue-trades-on',
        title: `Venue ${other} trades on while ${venue} is unreachable`,
        expected: `new orders accepted on every instrument of ${other} later than ${noticedMs} ms after the cut`,
        observed: `new orders on ${quoted.join(', ') || 'no instrument'}`,
        holds: quoted.length === symbols.length,
      });
      const missed = (await stage.venueStatus(venue)).fills - fillsAtCut;
      stage.claim({
        id: 'S4-fills-missed',
        title: `Fills happened at ${venue} that the engine could not see`,
        expected: `at least 1 fill at ${venue} after the cut was proven`,
        observed: `${missed} fills at ${venue}`,
        holds: missed > 0 ? true : null,
      });
    });
    await stage.resumed(cut);
  },
);

/**
 * D09: the journal of the killed engine is cut in the middle of a record, so far below its end that intents which the venues
 * had accepted, all durable, are gone. The cut lies above the newest checkpoint: below it the directory would have to be
 * refused, because a checkpoint is a watermark.
 *
 * Proves: the torn batch is cut, the venues show that more is missing than the journal can tell (design rule 4), the operator
 * is alerted, the gap is fetched by id, and nothing is quoted before everything reconciles.
 * Does not prove: that a disk loses data this way. What the fault destroyed is counted apart from what the engine lost.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'journal-tail-lost',
    code: 'D09',
    title: 'The durable tail of the journal lost',
    revision: 1,
    proves:
      'With accepted orders cut off the end of the journal the engine learns from the venues that it lost its tail, alerts, fetches the gap by id, and resumes only when orders, trades and balances reconcile; no id is used twice.',
    doesNotProve: 'A clean cut at one byte of one file. What the strategy knew and nobody else is gone with the tail.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I11', 'I12'],
    objectives: defaultObjectives.crash,
    judgedVenues: ['A', 'B'],
    notAssessed: [],
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    await stage.pastCheckpoint(500);
    const incarnation = stage.newestIncarnation();
    const crash = stage.faults.killEngine('crash');
    const killed = await stage.holdSupervisor(async () => {
      const record = await stage.inject(crash);
      await stage.imposed('supervisor held', async () => {
        await stage.copyJournal('before fault 1', incarnation);
        const lost = await stage.files.cutJournal('cut');
        stage.claim({
          id: 'D09-accepted-orders-destroyed',
          title: 'The cut destroyed intents that a venue had accepted',
          expected: 'at least 1 intent behind the cut whose order stands in a ledger',
          observed: `${lost.intents} intents behind the cut, ${lost.accepted} of them accepted`,
          holds: lost.accepted > 0 ? true : null,
        });
      });
      return record;
    });
    await stage.resumed(killed);
    await stage.undo(crash);
    await stage.alerted(['venue-ahead'], killed);
  },
);

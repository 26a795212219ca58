/**
 * D10, second case: one digit of a client order id is replaced in a retained segment that no replay from the newest checkpoint
 * reads.
 *
 * Proves: the scrub of the running engine finds it, alerts, sets the segment and all older ones aside, and trading goes on.
 * Does not prove: that damage is found at once; a scrub takes its time over a long journal.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'journal-corrupt-below',
    code: 'D10b',
    title: 'One byte of the journal flipped below the newest checkpoint',
    revision: 1,
    proves:
      'Damage in a retained segment below the newest checkpoint is found by the scrub, alerted, and the segment set aside, while the engine recovers and trades on.',
    doesNotProve: 'How long a scrub takes over a long journal: this one holds seconds of trading.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I11', 'I12'],
    objectives: defaultObjectives.crash,
    judgedVenues: ['A', 'B'],
    notAssessed: [],
    engineEnvironment: { MUSTER_SEGMENT_BYTES: '16384' },
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    await stage.checkpoints(2);
    const incarnation = stage.newestIncarnation();
    const crash = stage.faults.killEngine('crash');
    const killed = await stage.holdSupervisor(async () => {
      const record = await stage.inject(crash);
      await stage.imposed('supervisor held', async () => {
        await stage.copyJournal('before fault 1', incarnation);
        await stage.files.flipJournalBelow('flip');
      });
      return record;
    });
    await stage.resumed(killed);
    await stage.undo(crash);
    await stage.alerted(['segment-retired'], killed);
  },
);

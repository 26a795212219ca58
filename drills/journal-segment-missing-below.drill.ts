/**
 * D11, below the newest checkpoint: a whole retained segment is deleted that no replay from the newest checkpoint reads.
 *
 * Proves: the gap is found, alerted, what lies before it is set aside, and trading goes on.
 * Does not prove: that the lost entries come back; they do not, and nothing needs them for recovery.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'journal-segment-missing-below',
    code: 'D11b',
    title: 'A journal segment below the newest checkpoint deleted',
    revision: 1,
    proves:
      'A missing segment below the newest checkpoint is found, alerted, and what lies before it set aside, while the engine recovers and trades on.',
    doesNotProve: 'That the entries come back: they are gone, and no recovery needs them.',
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
        await stage.files.deleteSegmentBelow('delete');
      });
      return record;
    });
    await stage.resumed(killed);
    await stage.undo(crash);
    await stage.alerted(['segment-retired'], killed);
  },
);

/**
 * D11, above the newest checkpoint: a whole journal segment is deleted between the newest checkpoint and the end. Nothing can
 * stand in for it, so the engine must not start; then the operator puts the very file back.
 *
 * Proves: the gap is found and named, the directory refused and left as it was, nobody starts the engine again and no venue
 * sees an order, the operator is alerted; with the file back the engine recovers as from a crash.
 * Does not prove: what to do without a copy of the file; that is `muster engine rebuild`, in D10.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'journal-segment-missing',
    code: 'D11a',
    title: 'A journal segment above the newest checkpoint deleted',
    revision: 1,
    proves:
      'An engine whose journal has a gap above its newest checkpoint refuses the directory, names the missing segment, alerts and sends nothing; with the segment put back it recovers and agrees with both venues.',
    doesNotProve: 'A gap that nobody has a copy for: D10 rebuilds from the venues.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I11', 'I12'],
    objectives: defaultObjectives.crash,
    judgedVenues: ['A', 'B'],
    notAssessed: [],
    engineEnvironment: { MUSTER_SEGMENT_BYTES: '16384' },
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    await stage.pastCheckpoint(600);
    const incarnation = stage.newestIncarnation();
    const crash = stage.faults.killEngine('crash');
    const { killed, deletion } = await stage.holdSupervisor(async () => {
      const record = await stage.inject(crash);
      return stage.imposed('supervisor held', async () => {
        await stage.copyJournal('before fault 1', incarnation);
        return { killed: record, deletion: await stage.files.deleteSegmentAbove('delete') };
      });
    });
    await stage.operator.refused(killed);
    await stage.alerted(['directory-refused'], killed);
    await stage.undo(deletion);
    await stage.operator.release();
    await stage.resumed(killed);
    await stage.undo(crash);
  },
);

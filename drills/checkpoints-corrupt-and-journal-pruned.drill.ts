/**
 * D08, third case: one digit is replaced in every recent checkpoint and in both copies of the base checkpoint, and the oldest
 * journal segments are gone. Nothing tells the state; the operator rebuilds the directory from the venues.
 *
 * Proves: the engine refuses the directory and leaves it alone; no venue sees an order; the operator is alerted; on the rebuilt
 * directory the engine agrees with both venues.
 * Does not prove: how long a person takes, nor the rebuild of a long history.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'checkpoints-corrupt-and-journal-pruned',
    code: 'D08c',
    title: 'Every checkpoint corrupt, the journal pruned as well',
    revision: 1,
    proves:
      'With every checkpoint damaged and the beginning of the journal gone the engine refuses the directory, alerts and sends nothing; on a directory rebuilt from the venues it recovers and agrees with both.',
    doesNotProve:
      'How long a person takes to act: here the operator is a script. The history rebuilt is that of a few seconds.',
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
        await stage.files.flipRecentCheckpoints('flip', 'refused');
        await stage.files.flipBaseCheckpoints('flip-base', 'refused');
        await stage.files.deleteOldestSegments('prune', 2);
      });
      return record;
    });
    await stage.operator.refused(killed);
    await stage.alerted(['directory-refused'], killed);
    await stage.operator.rebuild();
    await stage.resumed(killed);
    await stage.undo(crash);
  },
);

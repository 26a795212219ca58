/**
 * D08, second case: one digit is replaced in every recent checkpoint and in both copies of the base checkpoint. The journal is
 * whole from its first entry.
 *
 * Proves: no damaged file is used; the whole journal is replayed, and the engine agrees with both venues.
 * Does not prove: what happens when the journal has been pruned as well; that is the third case.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'checkpoints-and-base-corrupt',
    code: 'D08b',
    title: 'Every checkpoint corrupt, the journal whole',
    revision: 1,
    proves:
      'With every recent checkpoint and the base damaged the engine names each and replays the whole journal from its first entry, and agrees with both venues.',
    doesNotProve: 'A journal that no longer begins at its first entry: the third case of D08.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I11', 'I12'],
    objectives: defaultObjectives.crash,
    judgedVenues: ['A', 'B'],
    notAssessed: [],
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
        await stage.files.flipRecentCheckpoints('flip', 'full replay');
        await stage.files.flipBaseCheckpoints('flip-base', 'full replay');
      });
      return record;
    });
    await stage.resumed(killed);
    await stage.undo(crash);
    await stage.alerted(['file-refused'], killed);
    stage.claimCheckpointUsed('none');
  },
);

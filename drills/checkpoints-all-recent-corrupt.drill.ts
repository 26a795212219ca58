/**
 * D08, first case: one digit of a fill is replaced in every recent checkpoint. The base checkpoint and the journal are whole.
 *
 * Proves: each damaged generation is refused by its checksum and named; the base checkpoint and the journal give the state, to
 * the last digit what a replay of the whole journal gives.
 * Does not prove: that damage elsewhere is found; the other cases of D08 strike the base checkpoint and the journal too.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'checkpoints-all-recent-corrupt',
    code: 'D08a',
    title: 'Every recent checkpoint corrupt',
    revision: 1,
    proves:
      'With every recent checkpoint damaged the engine names each, falls back to the base checkpoint and replays the journal behind it, and agrees with both venues.',
    doesNotProve: 'Damage to the base checkpoint or to the journal: the other cases of D08.',
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
        await stage.files.flipRecentCheckpoints('flip', 'other generation');
      });
      return record;
    });
    await stage.resumed(killed);
    await stage.undo(crash);
    await stage.alerted(['file-refused', 'checkpoint-fallback'], killed);
    stage.claimCheckpointUsed('base');
    await stage.replayEqualsResumed();
  },
);

/**
 * D06: SIGKILL while a checkpoint is being written. The harness freezes the engine when the unfinished file appears, and kills
 * it if that file still stands.
 *
 * Proves: an unfinished checkpoint counts for nothing; the generation before it and the journal give exactly the state that
 * a replay of the whole journal gives, and the engine agrees with both venues.
 * Does not prove: anything about syncs, or about a checkpoint that was renamed and not synced; the page cache survives SIGKILL.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'checkpoint-interrupted',
    code: 'D06',
    title: 'Killed while it writes a checkpoint',
    revision: 1,
    proves:
      'An unfinished checkpoint counts for nothing: the engine recovers from the generation before it to exactly the state that a replay of the whole journal gives, and agrees with both venues.',
    doesNotProve:
      'kill -9 does not test fsync: the page cache survives it. The replay shares the core of the engine, so it judges that both agree, not that both are right; the ledgers judge that.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I12'],
    objectives: defaultObjectives.crash,
    judgedVenues: ['A', 'B'],
    notAssessed: [],
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    await stage.checkpoints(2);
    const incarnation = stage.newestIncarnation();
    const crash = stage.faults.killWhileCheckpointing('crash');
    const killed = await stage.holdSupervisor(async () => {
      const record = await stage.inject(crash);
      await stage.imposed('supervisor held', () => stage.copyJournal('before fault 1', incarnation));
      return record;
    });
    await stage.resumed(killed);
    await stage.undo(crash);
    stage.claimCheckpointUsed('newest');
    await stage.replayEqualsResumed();
  },
);

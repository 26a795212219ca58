/**
 * D07: the engine is killed, and while the supervisor is held one digit of a quantity in the newest checkpoint is
 * replaced by another. The file still parses; only its checksum can tell.
 *
 * Proves: the damaged generation is refused and named, the one before it and the journal give the state, and nothing but
 * queries and cancels reaches the venues until it is reconciled.
 * Does not prove: that damage elsewhere is found; other drills strike the journal and all generations.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'checkpoint-corruption',
    code: 'D07',
    title: 'One byte of the newest checkpoint flipped',
    revision: 1,
    proves:
      'A checkpoint with one changed digit is refused by its checksum and named; the engine recovers from the generation before it and agrees with both venues.',
    doesNotProve: 'Damage to the journal, to all generations at once, or while the engine runs.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I11'],
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
        await stage.files.flipNewestCheckpoint('flip');
      });
      return record;
    });
    await stage.resumed(killed);
    await stage.undo(crash);
  },
);

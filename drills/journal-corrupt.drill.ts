/**
 * D10, first case: one digit of a client order id is replaced in the journal between the newest checkpoint and the last durable
 * batch. Nothing can stand in for it; the operator rebuilds the directory from the venues.
 *
 * Proves: the engine refuses the directory, names the place and leaves it alone; nobody restarts it and no venue sees an order;
 * the operator is alerted; `muster engine rebuild` gives a directory on which the engine agrees with both venues.
 * Does not prove: how long a person takes. The harness acts at once, and what only the journal knew is gone.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'journal-corrupt',
    code: 'D10a',
    title: 'One byte of the journal flipped above the newest checkpoint',
    revision: 1,
    proves:
      'An engine whose journal is damaged above its newest checkpoint refuses the directory, names the place, alerts and sends nothing; on a directory rebuilt from the venues it recovers and agrees with both.',
    doesNotProve: 'How long a person takes to act: here the operator is a script. What only the journal knew is gone.',
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
        await stage.files.flipJournalAbove('flip');
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

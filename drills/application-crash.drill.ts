/**
 * S2, application crash: SIGKILL of the engine while it quotes and is filled at two venues, automatic restart
 * by the supervisor, then once more with matching paused (I8).
 *
 * Proves: after a crash the engine comes back by itself within its objectives, has sent no order twice, lost no intent
 * and no fill, and agrees with both venues order by order, trade by trade and to the last unit of every balance.
 * Does not prove: anything about syncs. The page cache survives SIGKILL; power loss is another drill.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'application-crash',
    code: 'S2',
    title: 'Application crash under load',
    revision: 1,
    proves:
      'After SIGKILL under load the engine restarts by itself within its objectives, sends no order twice, loses no intent and no fill, and agrees with both venues.',
    doesNotProve:
      'kill -9 does not test fsync: the page cache survives it. Power loss, host loss and a hung process are other drills.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I8'],
    objectives: defaultObjectives.crash,
    judgedVenues: ['A', 'B'],
    notAssessed: ['intent durable before send (I9): syncs are not slowed here'],
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    const incarnation = stage.newestIncarnation();
    const crash = stage.faults.killEngine('crash');
    const killed = await stage.inject(crash);
    await stage.copyJournal('before fault 1', incarnation);
    await stage.resumed(killed);
    await stage.undo(crash);
    await stage.secondRestart();
  },
);

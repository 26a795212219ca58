/**
 * S1, graceful restart for maintenance: SIGTERM in cancel mode, a maintenance window, a start, then a second
 * restart with matching paused (I8).
 *
 * Proves: an orderly stop leaves no order at any venue and ends within 30 s; the next start reconciles although the stop
 * was clean, and agrees with both venues.
 * Does not prove: flattening of positions (the engine stops in cancel mode), an update of the program between the two.
 */
import { defaultObjectives, drill } from 'muster-drills';

const maintenanceMs = 500;

drill(
  {
    id: 'graceful-restart',
    code: 'S1',
    title: 'Graceful restart for maintenance',
    revision: 1,
    proves:
      'An orderly stop cancels every resting order and ends in time; the start after it reconciles with both venues and resumes within its objectives.',
    doesNotProve: 'The positions are not flattened and the program is not updated in the window.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I8'],
    objectives: defaultObjectives.gracefulRestart,
    judgedVenues: ['A', 'B'],
    notAssessed: ['flatten before the stop'],
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    const incarnation = stage.newestIncarnation();
    const stop = stage.faults.stopEngine('stop');
    const stopped = await stage.stop(stop);
    stage.claim({
      id: 'S1-stopped-in-order',
      title: 'The engine ended by itself with exit status 0',
      expected: 'exit status 0 after SIGTERM, no SIGKILL at the deadline',
      observed: stopped.effect?.statement ?? 'nothing',
      holds: /exit status 0$/.test(stopped.effect?.statement ?? ''),
    });
    for (const venue of ['A', 'B']) {
      const { orders } = await stage.venueStatus(venue);
      stage.claim({
        id: `S1-none-left-at-${venue}`,
        title: `No order rests at ${venue} after the stop`,
        expected: '0 open orders once the engine has ended',
        observed: `${orders.open} open orders`,
        holds: orders.open === 0,
      });
    }
    await stage.copyJournal('before fault 1', incarnation);
    await stage.imposed('maintenance window', () => stage.wait(maintenanceMs, 'maintenance'));
    await stage.undo(stop);
    await stage.resumed(stopped);
    const previousEnd = stage.previousEnd();
    stage.claim({
      id: 'S1-clean-marker',
      title: 'The start after it found the clean marker, and reconciled nevertheless',
      expected: 'previous end: clean',
      observed: `previous end: ${previousEnd ?? 'not told'}`,
      holds: previousEnd === null ? null : previousEnd === 'clean',
    });
    await stage.secondRestart();
  },
);

/**
 * D12: the directory of the killed engine is replaced by a backup of it that was taken in order and is some hundred orders old;
 * what was journaled since is gone.
 *
 * Proves: the venues show orders of epochs above the backup's, the engine learns from that what it does not know, alerts,
 * fetches every order and fill of the gap by id, and uses no id again.
 * Does not prove: a backup of an hour, or one taken from a running engine. How old it really was stands in the record.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'old-backup-restored',
    code: 'D12',
    title: 'An old backup of the directory restored',
    revision: 1,
    proves:
      'An engine on an old backup learns from the venues that it is old, alerts, fetches the orders and fills it lacks by id, and sends no client order id that was ever sent before.',
    doesNotProve:
      'A backup of an hour: this one is as old as the record says, in orders rather than in time. A backup of a running engine.',
    exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I12'],
    objectives: defaultObjectives.crash,
    judgedVenues: ['A', 'B'],
    notAssessed: [],
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    const backup = await stage.operator.backup('backup');
    const takenMonoNs = process.hrtime.bigint();
    await stage.moreOrders(100);
    const incarnation = stage.newestIncarnation();
    const crash = stage.faults.killEngine('crash');
    const killed = await stage.holdSupervisor(async () => {
      const record = await stage.inject(crash);
      await stage.imposed('supervisor held', async () => {
        await stage.copyJournal('before fault 1', incarnation);
        await stage.files.restoreBackup('restore', backup);
      });
      return record;
    });
    const ageMs = Number(BigInt(killed.requestedMonoNs) - takenMonoNs) / 1e6;
    const orders = stage.acceptedBetween(takenMonoNs, BigInt(killed.requestedMonoNs));
    stage.claim({
      id: 'D12-age-of-the-backup',
      title: 'The backup was older than orders of ours',
      expected: 'at least 200 orders accepted between the backup and the crash',
      observed: `${orders} orders in ${(ageMs / 1000).toFixed(1)} s`,
      holds: orders >= 200 ? true : null,
    });
    await stage.resumed(killed);
    await stage.undo(crash);
    await stage.alerted(['venue-ahead'], killed);
  },
);

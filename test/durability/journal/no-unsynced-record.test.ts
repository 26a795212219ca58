/** There is no sync level to choose, so none that could be `none`: what a journal writes without a sync holds no record. */
import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { recordedDisk } from '../../../simulators/world/recorded-disk.ts';
import { readBatchHeader } from '../../../src/durability/journal/batch-frame.ts';
import type { JournalStart } from '../../../src/durability/journal/journal-start.ts';
import type { OpenOptions } from '../../../src/durability/open-directory.ts';
import type { Disk } from '../../../src/ports/disk.ts';
import { workloadFact } from '../crash-workload.ts';
import { idle, opened, write } from '../rig.ts';

interface Written {
  readonly synced: boolean;
  /** Records of the batch; null for a new segment, which begins with none. */
  readonly records: number | null;
}

/** Tells of each write to a journal segment by the operation that carried it; `hold` keeps the synced ones from returning. */
function watched(disk: Disk, onWrite: (written: Written) => void, hold = () => false): Disk {
  return {
    ...disk,
    open: async (path, mode) => {
      const file = await disk.open(path, mode);
      if (!/journal-\d+\.log(\.tmp)?$/.test(path)) return file;
      const tell = (bytes: Uint8Array, synced: boolean) =>
        onWrite({ synced, records: readBatchHeader(bytes, 0)?.count ?? null });
      return {
        ...file,
        write: async (bytes, offset) => {
          tell(bytes, false);
          await file.write(bytes, offset);
        },
        writeAndSync: async (bytes, offset) => {
          tell(bytes, true);
          return hold() ? new Promise(() => {}) : file.writeAndSync(bytes, offset);
        },
      };
    },
  };
}

test('a batch with a record in it leaves by the operation that syncs it, whatever the records are; without a sync only empty frames do (rows 15, 16)', async () => {
  const groups = fc.array(fc.array(workloadFact, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(groups, async (facts) => {
      const written: Written[] = [];
      const live = await opened(watched(recordedDisk().disk, (each) => written.push(each)));
      await write(live, facts);
      await live.journal.close();
      const carried = written.filter(({ synced }) => synced).reduce((sum, { records }) => sum + (records ?? 0), 0);
      expect(carried).toBe(Number(live.state.head.sequence));
      expect(written.filter(({ synced, records }) => !synced && (records ?? 0) > 0)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('while the sync of an intent has not returned nothing that waits for it is released, and nothing else is written (rows 3, 15, 16)', async () => {
  const written: Written[] = [];
  let holding = false;
  const live = await opened(
    watched(
      recordedDisk().disk,
      (each) => written.push(each),
      () => holding,
    ),
  );
  await write(live, [[{ type: 'alarm', code: 'test', text: 'before' }]]);
  holding = true;
  written.length = 0;
  const [intent] = live.journal.append([
    {
      type: 'intent',
      venue: 'alpha',
      symbol: 'BTCUSDT',
      clientOrderId: 'm1-1',
      side: 'BUY',
      orderType: 'LIMIT',
      price: 10n ** 12n,
      quantity: 1000n,
      timestampMs: 1,
      recvWindowMs: 1000,
      decision: 1,
    },
  ]);
  let sent = false;
  live.journal.afterDurable(intent?.sequence ?? 0n, () => {
    sent = true;
  });
  live.journal.append([{ type: 'alarm', code: 'test', text: 'behind' }]);
  await idle();
  expect({ sent, written }).toEqual({ sent: false, written: [{ synced: true, records: 2 }] });
});

test('neither the directory nor the journal takes a sync level (row 16)', () => {
  type Names = keyof (OpenOptions & JournalStart);
  expectTypeOf<
    Extract<Names, `${string}sync${string}` | `${string}Sync${string}` | `${string}urab${string}`>
  >().toBeNever();
});

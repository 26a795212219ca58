import { expect, test } from 'vitest';
import { batchHeaderBytes, readBatchHeader } from '../../src/durability/journal/batch-frame.ts';
import { segmentHeaderBytes } from '../../src/durability/journal/segment-header.ts';
import { sweep } from './crash-rig.ts';
import { groupsOf, type Left, recordWorkload, soundEngine, type Workload } from './crash-workload.ts';
import { closedDirectory, directory, journalFiles, open } from './rig.ts';

const schedulesMin = 10_000;
const repairsPerWorkload = 4;
/** Lives of every other workload end by a kill before these groups. */
const kills = [7, 16, 24, 31];

/** Sweeps a workload; returns what some of the restarts that had to repair something found, spread over all of them. */
async function sweepFirst(workload: Workload) {
  const repairs: Left[] = [];
  const tally = await sweep(workload, {
    onImage: (loss, { repaired, sequence }, released) => {
      if (!repaired) return;
      repairs.push({ files: loss.files(), entries: workload.entries.slice(0, Number(sequence)), released });
    },
  });
  const every = Math.floor(repairs.length / repairsPerWorkload);
  return { tally, repairs: repairs.filter((_, index) => index % every === every - 1) };
}

test('after a power loss at any step of a workload, or of the repair after one, with what was pending dropped, reordered or torn, a restart has all that was reported durable, nothing else and the same state (rows 15, 16, 18, 19, 22, 26, 28, 29)', async ({
  annotate,
}) => {
  const startedMs = performance.now();
  const total = { schedules: 0, images: 0, journals: 0, repairs: 0, repairSchedules: 0 };
  let workloads = 0;
  while (total.schedules < schedulesMin) {
    workloads += 1;
    const killedBefore = workloads % 2 === 0 ? kills : [];
    const workload = await recordWorkload(groupsOf(workloads, 40), soundEngine, { killedBefore, checkpointEvery: 4 });
    const { tally, repairs } = await sweepFirst(workload);
    expect(tally.findings.slice(0, 3)).toEqual([]);
    // What was released moves with the steps, or "all that was released is there" would be empty.
    expect(workload.releasedBefore.at(-1)).toBe(BigInt(workload.entries.length));
    total.schedules += tally.schedules;
    total.images += tally.images;
    total.journals += tally.journals;
    for (const left of repairs) {
      const again = await sweep(
        await recordWorkload(groupsOf(workloads + 100, 3), soundEngine, { left, checkpointEvery: 2 }),
      );
      expect(again.findings.slice(0, 3)).toEqual([]);
      total.repairs += 1;
      total.repairSchedules += again.schedules;
      total.images += again.images;
      total.journals += again.journals;
    }
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  await annotate(
    `${total.schedules} power losses of ${workloads} workloads and ${total.repairSchedules} of ${total.repairs} repairs after one, ` +
      `${total.images} different disks restarted, ${total.journals} different journals replayed from their first entry, in ${seconds} s: ` +
      '0 refused, 0 corrupt, 0 lost, 0 unverifiable',
  );
  expect(total.schedules).toBeGreaterThanOrEqual(schedulesMin);
  expect(total.repairSchedules).toBeGreaterThan(1000);
}, 120_000);

test('the workloads roll segments, push out old checkpoints, and are killed with a batch and a checkpoint unfinished (rows 18, 28)', async () => {
  const { steps } = await recordWorkload(groupsOf(2, 40), soundEngine, { killedBefore: kills, checkpointEvery: 4 });
  const given = steps.flatMap((step) => (step.kind === 'name' && step.gives !== null ? [step.gives.path] : []));
  const removed = steps.flatMap((step) =>
    step.kind === 'name' && step.gives === null && step.removes !== null ? [step.removes] : [],
  );
  expect(given.filter((path) => /journal-\d+\.log$/.test(path)).length).toBeGreaterThan(3);
  expect(removed.filter((path) => /checkpoint-\d+\.mcp$/.test(path)).length).toBeGreaterThan(1);
  expect(removed.filter((path) => path.endsWith('.tmp')).length).toBeGreaterThan(0);
});

test('a batch that survived a power loss without the unsynced empty frame before it is torn with it, not damage (row 19)', async () => {
  const alarm = (text: string) => [{ type: 'alarm' as const, code: 'test', text }];
  const disk = await closedDirectory([alarm('kept'), alarm('not reported durable')]);
  const [file = ''] = await journalFiles(disk);
  const bytes = disk.bytesOf(`${directory}/${file}`);
  const frames: { readonly offset: number; readonly end: number; readonly count: number }[] = [];
  for (let offset = segmentHeaderBytes; ; ) {
    const header = readBatchHeader(bytes, offset);
    if (header === null) break;
    const end = offset + batchHeaderBytes + header.bodyBytes;
    frames.push({ offset, end, count: header.count });
    offset = end;
  }
  const [before, last, after] = frames.slice(-3);
  expect([before?.count, last?.count, after?.count]).toEqual([0, 1, 0]);
  bytes.fill(0, before?.offset, before?.end);

  // With the empty frame behind it, the last batch was durable, and so was what stood before it.
  expect(await open(disk.clone())).toMatchObject({ refusals: [{ file, offset: before?.offset }] });

  bytes.fill(0, after?.offset, after?.end);
  expect(await open(disk)).toMatchObject({
    tornTail: { file, offset: before?.offset },
    state: { head: { sequence: 2n } },
  });
  expect(await open(disk)).toMatchObject({ tornTail: null, state: { head: { sequence: 2n } } });
});

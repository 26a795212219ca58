/**
 * Warm recovery: a process opens a directory whose checkpoint holds 10 000 open orders, with up to a million entries
 * behind it. How the time grows with the entries is drawn into `reports/bench/warm-recovery.svg`.
 *
 *     node --conditions=muster-source test/bench/recovery.ts
 *
 * Each opening is a fresh process; what is timed is reading, checking, replaying, up to the journal that can be appended
 * to. Medians of 5.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { init } from 'echarts/dist/echarts.esm.min.mjs';
import { execa } from 'execa';
import { packageRoot } from '../../src/common/package-root.ts';
import { inTemporaryDirectory, median, report } from './bench-tools.ts';
import { appendFacts, checkpointOf, openUnsynced } from './journal-maker.ts';
import { openOrderFacts, tradingFact } from './trading-facts.ts';

const rounds = 5;
const openOrders = 10_000;
const lengths = [125_000, 250_000, 500_000, 1_000_000];

/** Seconds, a median for each length. */
const seconds: number[] = [];
await inTemporaryDirectory(async (root) => {
  const directory = `${root}/data`;
  const live = await openUnsynced(directory);
  await appendFacts(live, 3 * openOrders, (number) => openOrderFacts(Math.floor(number / 3))[number % 3] ?? never());
  await checkpointOf(live, directory);
  let written = 0;
  for (const length of lengths) {
    const from = written;
    await appendFacts(live, length - written, (number) => tradingFact(from + number));
    written = length;
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) took.push(await openOnce(directory, length));
    seconds.push(median(took));
    report(`recovery.warm-${length}-entries`, median(took), 's', ...(length === 1_000_000 ? [{ atMost: 2 }] : []));
  }
  await live.journal.close();
});
const { perMillion, fit } = line(lengths, seconds);
report('recovery.warm-growth', perMillion, 's per million entries');
report('recovery.warm-growth-linearity', fit, 'R²', { atLeast: 0.98 });
draw();

function never(): never {
  throw new Error('Expected three facts of an open order');
}

/** Of a directory that a live journal stands behind: it is idle meanwhile. */
async function openOnce(directory: string, entries: number): Promise<number> {
  const { stdout } = await execa(process.execPath, [
    '--conditions=muster-source',
    join(import.meta.dirname, 'open-once.ts'),
    directory,
  ]);
  const told: { seconds: number; entries: number; checkpoint: string | null } = JSON.parse(stdout);
  if (told.entries !== entries || told.checkpoint?.startsWith('checkpoint-') !== true)
    throw new Error(`Expected ${entries} entries behind a checkpoint, got ${stdout}`);
  return told.seconds;
}

/** Least squares, and how much of the variance the line explains. */
function line(xs: readonly number[], ys: readonly number[]): { readonly perMillion: number; readonly fit: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  const sum = (of: (x: number, y: number) => number) =>
    xs.reduce((total, x, index) => total + of(x - x0, (ys[index] ?? 0) - y0), 0);
  const slope = sum((x, y) => x * y) / sum((x) => x * x);
  return { perMillion: slope * 1e6, fit: (slope * sum((x, y) => x * y)) / sum((_, y) => y * y) };
}

function draw(): void {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 640, height: 360 });
  chart.setOption({
    animation: false,
    title: { text: 'Warm recovery by entries behind the checkpoint', textStyle: { fontSize: 14 } },
    xAxis: { type: 'value', name: 'entries', nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'value', name: 'seconds', min: 0 },
    series: [{ type: 'line', symbolSize: 8, data: lengths.map((length, index) => [length, seconds[index] ?? 0]) }],
  });
  const folder = join(packageRoot(), 'reports', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'warm-recovery.svg'), chart.renderToSVGString());
  chart.dispose();
}

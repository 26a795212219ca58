/**
 * What checkpoints cost the trading loop: 100 000 open orders, an intent each millisecond, a checkpoint each second made
 * in its own thread, against the same load without checkpoints.
 *
 *     node --conditions=muster-source test/bench/checkpoint.ts
 *
 * - Pause: what node:perf_hooks measures between the turns of the loop, with checkpoints less without.
 * - Sent: from an intent's append to its release, that is to when its order would be sent.
 * - The disk, the cores and the thread pool are shared with the checkpoint thread, as they are in the product.
 *
 * Medians of 5 rounds, taken in turn.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fact } from '../../src/core/records.ts';
import type { CheckpointWriter } from '../../src/durability/checkpoint/checkpoint-writer.ts';
import { Checkpointer } from '../../src/durability/checkpoint/checkpointer.ts';
import { checkpointName } from '../../src/durability/directory.ts';
import type { Journal } from '../../src/durability/journal/journal.ts';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { ThreadedWriter } from '../../src/node/checkpoint/threaded-writer.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import { inTemporaryDirectory, median, quantile, report, secondsSince } from './bench-tools.ts';

const rounds = 5;
const openOrders = 100_000;
const roundMs = 5000;
const epoch = 1_700_000_000;

let orderNumber = 0;

function keyOf(number: number) {
  const symbol = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'][number % 3] ?? 'BTCUSDT';
  return { venue: number % 2 === 0 ? 'alpha' : 'beta', symbol, clientOrderId: `m-${epoch}-${number}` };
}

function intent(number: number): Fact {
  return {
    type: 'intent',
    ...keyOf(number),
    side: number % 4 < 2 ? 'BUY' : 'SELL',
    price: 3_943_248_000_000n + BigInt(number % 1000) * 1_000_000n,
    quantity: 500_000n,
    orderType: 'LIMIT_MAKER',
    timestampMs: 1_700_000_000_000 + number,
    recvWindowMs: 1000,
    decision: number,
  };
}

function shown(number: number): Fact {
  const {
    type: _,
    orderType: __,
    timestampMs: ___,
    recvWindowMs: ____,
    decision: _____,
    ...terms
  } = intent(number) as Extract<Fact, { type: 'intent' }>;
  return {
    type: 'order',
    ...terms,
    venueOrderId: number,
    executed: 0n,
    status: 'NEW',
    source: 'stream',
    eventId: `${number}`,
  };
}

async function fill(journal: Journal): Promise<void> {
  while (orderNumber < openOrders) {
    const facts = Array.from({ length: 250 }, () => {
      orderNumber += 1;
      return [intent(orderNumber), shown(orderNumber)];
    });
    const last = journal.append(facts.flat()).at(-1);
    await new Promise<void>((resolve) => journal.afterDurable(last?.sequence ?? 0n, resolve));
  }
}

/** An intent each millisecond, the one before it refused, so that the orders stay as many as they are. */
async function load(
  journal: Journal,
): Promise<{ readonly sentMs: readonly number[]; readonly pauseMs: { readonly p99: number; readonly max: number } }> {
  const sentMs: number[] = [];
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  const timer = setInterval(() => {
    orderNumber += 1;
    const refused: Fact = { type: 'rejected', ...keyOf(orderNumber - 1), code: -2010, reason: 'bench' };
    const began = process.hrtime.bigint();
    const [, last] = journal.append([refused, intent(orderNumber)]);
    journal.afterDurable(last?.sequence ?? 0n, () => sentMs.push(secondsSince(began) * 1000));
  }, 1);
  await delay(roundMs);
  clearInterval(timer);
  pauses.disable();
  return { sentMs, pauseMs: { p99: pauses.percentile(99) / 1e6, max: pauses.max / 1e6 } };
}

/** The writer, timed; it outlives the checkpointer of a round. */
function timed(writer: CheckpointWriter, tookMs: number[]): CheckpointWriter {
  return {
    dead: writer.dead,
    stop: async () => {},
    write: async (position) => {
      const began = process.hrtime.bigint();
      await writer.write(position);
      tookMs.push(secondsSince(began) * 1000);
    },
  };
}

await inTemporaryDirectory(async (root) => {
  const directory = `${root}/data`;
  const opened = await openDirectory({
    disk: systemDisk,
    clock: systemClock,
    directory,
    configuration: { hash: 'ab'.repeat(32), json: '{}' },
  });
  if ('refusals' in opened) throw new Error('Expected a new directory to open');
  const { journal } = opened;
  await fill(journal);
  const start = { directory, clusterId: journal.clusterId };
  const thread = new ThreadedWriter(start);
  await thread.write(journal.position);
  const { size } = await sizeOf(`${directory}/${checkpointName(journal.durableSequence)}`);

  const pauseP99: number[] = [];
  const pauseMax: number[] = [];
  const pauseMaxWithout: number[] = [];
  const sentRatio: number[] = [];
  const sentP99: number[] = [];
  const sentP99Without: number[] = [];
  const sentMax: number[] = [];
  const sentMaxWithout: number[] = [];
  const tookMs: number[] = [];
  const alarms: string[] = [];
  await load(journal);
  for (let round = 0; round < rounds; round++) {
    const without = await load(journal);
    const writer = timed(thread, tookMs);
    const checkpointer = new Checkpointer({
      clock: systemClock,
      journal,
      writer,
      onAlarm: ({ text }) => alarms.push(text),
    });
    checkpointer.start();
    const beside = await load(journal);
    await checkpointer.stop();
    pauseP99.push(beside.pauseMs.p99 - without.pauseMs.p99);
    pauseMax.push(beside.pauseMs.max);
    pauseMaxWithout.push(without.pauseMs.max);
    sentP99.push(quantile(beside.sentMs, 0.99));
    sentP99Without.push(quantile(without.sentMs, 0.99));
    sentRatio.push(quantile(beside.sentMs, 0.99) / quantile(without.sentMs, 0.99));
    sentMax.push(Math.max(...beside.sentMs));
    sentMaxWithout.push(Math.max(...without.sentMs));
  }
  await thread.stop();
  await journal.close();
  report('checkpoint.size', size / 2 ** 20, 'MiB');
  report('checkpoint.written', tookMs.length / rounds, 'a round');
  report('checkpoint.took', median(tookMs), 'ms');
  report('checkpoint.took-max', Math.max(...tookMs), 'ms');
  report('checkpoint.alarms', alarms.length, 'alarms', { atMost: 0 });
  report('checkpoint.pause-p99-added', median(pauseP99), 'ms', { atMost: 1 });
  report('checkpoint.pause-max', median(pauseMax), 'ms');
  report('checkpoint.pause-max-without', median(pauseMaxWithout), 'ms');
  report('checkpoint.sent-p99', median(sentP99), 'ms');
  report('checkpoint.sent-p99-without', median(sentP99Without), 'ms');
  report('checkpoint.sent-p99-to-without', median(sentRatio), 'ratio', { atMost: 3 });
  report('checkpoint.sent-max', median(sentMax), 'ms');
  report('checkpoint.sent-max-without', median(sentMaxWithout), 'ms');
});

async function sizeOf(path: string): Promise<{ readonly size: number }> {
  const file = await systemDisk.open(path, 'read');
  try {
    return { size: await file.size() };
  } finally {
    await file.close();
  }
}

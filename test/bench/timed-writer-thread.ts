/**
 * The journal's writer thread, unchanged, with a stopwatch around it: from waking up with a request to the answer. It
 * tells its times, ns, through a BroadcastChannel, a hundred at a time.
 */
import { BroadcastChannel } from 'node:worker_threads';

const channel = new BroadcastChannel('timed-writer-thread');
const { wait, store } = Atomics;
let times: number[] = [];
let began = 0n;

Object.assign(Atomics, {
  wait: (...args: Parameters<typeof wait>) => {
    const woken = wait(...args);
    began = process.hrtime.bigint();
    return woken;
  },
  store: (...args: Parameters<typeof store>) => {
    const stored = store(...args);
    times.push(Number(process.hrtime.bigint() - began));
    if (times.length === 100) {
      channel.postMessage(times);
      times = [];
    }
    return stored;
  },
});
await import('../../src/node/writer/writer-thread.ts');

/**
 * From the kill call to the proof from outside, on processes that hold memory and threads as an engine does.
 *
 *     node --conditions=muster-source test/bench/kill.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identifyProcess } from '../../src/common/process-liveness.ts';
import { killProcess } from '../../src/faults/kill-process.ts';
import { systemClock } from '../../src/node/clock.ts';
import { quantile, report } from './bench-tools.ts';

const kills = 100;
const victim = 'globalThis.held = Buffer.alloc(64 << 20, 1); process.send("up"); setInterval(() => {}, 1000);';

const provenMs: number[] = [];
for (let index = 0; index < kills; index += 1) {
  const child = spawn(process.execPath, ['-e', victim], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await once(child, 'message');
  const identity = identifyProcess(child.pid ?? 0);
  const fault = killProcess({ id: 'kill', target: 'engine', find: async () => identity, clock: systemClock });
  const { requestedMonoNs, provenMonoNs, effect } = await fault.inject();
  if (provenMonoNs === null) throw new Error(`Expected the kill to be proven: ${effect?.statement}`);
  provenMs.push(Number(BigInt(provenMonoNs) - BigInt(requestedMonoNs)) / 1e6);
}
report('kill.call-to-proven.p50', quantile(provenMs, 0.5), 'ms');
report('kill.call-to-proven.p99', quantile(provenMs, 0.99), 'ms', { atMost: 50 });

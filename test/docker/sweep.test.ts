/** What is left in the Docker engine: nothing after a failed start, nothing of a dead harness after the next start. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { awaitGone } from '../../src/common/process-liveness.ts';
import { sweep } from '../../src/topology/docker/belongings.ts';
import { dockerEngine } from '../../src/topology/docker/docker-engine.ts';
import { musterImage } from '../../src/topology/docker/image.ts';
import { startPart } from '../../src/topology/part.ts';
import { child } from '../fixtures/children.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { leftOf, newRun, startSystem } from './docker-system.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function startHarness(runId: string) {
  const { id } = await musterImage(() => {});
  const command = child('docker-topology', runId, join(folder.path, runId), id);
  return startPart({ name: 'harness', command, env: process.env, logFile: join(folder.path, `${runId}.log`) });
}

const kinds = async (runId: string) => (await leftOf(runId)).map(({ kind }) => kind).sort();
const wholeSystem = ['container', 'container', 'container', 'container', 'network', 'network'];

it('sweeps what a harness that was killed has left, and nothing of one that lives', async () => {
  const [dead, alive] = [newRun(), newRun()];
  const killed = await startHarness(dead);
  const living = await startHarness(alive);
  process.kill(killed.pid, 'SIGKILL');
  expect(await awaitGone(killed, 5000)).not.toBeNull();
  expect(await kinds(dead)).toEqual(wholeSystem);

  await using next = await startSystem(folder.path);
  expect(await kinds(dead)).toEqual([]);
  expect(await kinds(alive)).toEqual(wholeSystem);
  expect(await kinds(next.runId)).toEqual(wholeSystem);

  process.kill(living.pid, 'SIGKILL');
  await awaitGone(living, 5000);
  const swept = await sweep(await dockerEngine());
  expect(swept.filter((name) => name.includes(alive))).toHaveLength(wholeSystem.length);
  expect(await kinds(alive)).toEqual([]);
});

it('sweeps networks and volumes that stand without a container', async () => {
  const docker = await dockerEngine();
  const runId = newRun();
  const labels = { 'muster.run': runId, 'muster.harness.pid': '999999999', 'muster.harness.start': '1' };
  await docker.createNetwork({ Name: `muster-${runId}`, Labels: labels, Internal: true });
  await docker.createVolume({ Name: `muster-${runId}`, Labels: labels });
  expect(await kinds(runId)).toEqual(['network', 'volume']);
  await sweep(docker);
  expect(await kinds(runId)).toEqual([]);
});

it('leaves nothing behind when a part cannot start, and says how its log ends', async () => {
  const runId = newRun();
  const ledgers = join(folder.path, runId, 'ledgers');
  mkdirSync(ledgers, { recursive: true });
  writeFileSync(join(ledgers, 'B.ndjson'), '');
  await expect(startSystem(folder.path, { runId })).rejects.toMatchObject({
    name: 'PartError',
    part: 'venue-B',
    exitCode: 3,
    message: expect.stringContaining('a truth ledger is never written over'),
  });
  expect(await leftOf(runId)).toEqual([]);
});

it('leaves nothing behind when there is no such image', async () => {
  const runId = newRun();
  await expect(startSystem(folder.path, { runId, image: 'muster-nowhere:1' })).rejects.toThrow('muster-nowhere');
  expect(await leftOf(runId)).toEqual([]);
});

it('finds and removes what still stands when leaks are looked for', async () => {
  await using system = await startSystem(folder.path);
  const { scanned, found } = await system.scanForLeaks();
  expect(found.filter((sentence) => /^the (container|network) /.test(sentence))).toHaveLength(wholeSystem.length);
  expect(scanned.join()).toContain('4 containers');
  expect(await leftOf(system.runId)).toEqual([]);
});

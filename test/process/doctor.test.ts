import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { expectNothingLeft, startMuster } from './muster-run.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock', MUSTER_TOXIPROXY: '/nonexistent/toxiproxy' };

async function doctor(...args: string[]) {
  const run = startMuster(['doctor', ...args], { cwd: folder.path, env });
  const ended = await run.ended;
  await expectNothingLeft(run, 2000);
  return ended;
}

it('muster doctor names in one line each what is there and what is missing, and ends with 0 where drills run', async () => {
  const { exitCode, stdout, stderr } = await doctor();
  expect([exitCode, stderr]).toEqual([0, '']);
  const lines = stdout.split('\n');
  expect(lines.at(-1)).toBe('Drills run here.');
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(ok {5}|missing) {2}\S.* \(.+\)/);
  expect(lines).toContain(`ok       Node ${process.version} (process runtime)`);
  expect(stdout).toMatch(/^missing {2}Docker engine \(docker runtime\): .*nonexistent\/docker\.sock/m);
  expect(stdout).toMatch(/^missing {2}real Toxiproxy \(tier toxiproxy\): .*MUSTER_TOXIPROXY.*nonexistent\/toxiproxy/m);
});

it('muster doctor --json prints one document, and leaves nothing behind', async () => {
  const { exitCode, stdout } = await doctor('--json');
  expect(exitCode).toBe(0);
  const document = JSON.parse(stdout) as { ready: boolean; findings: { ok: boolean; remedy: string | null }[] };
  expect(document.ready).toBe(true);
  for (const { ok, remedy } of document.findings) expect(remedy === null).toBe(ok);
  expect(readdirSync(folder.path)).toEqual([]);
});

it('muster doctor ends with 4 where drills cannot run as processes', async () => {
  const run = startMuster(['doctor', '--json'], { cwd: folder.path, env: { ...env, NODE_OPTIONS: denied } });
  const { exitCode, stdout } = await run.ended;
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ ready: false });
});

/** A Node that says it is on a platform without POSIX signals. */
const denied = `--import=data:text/javascript,${encodeURIComponent("Object.defineProperty(process,'platform',{value:'aix'})")}`;

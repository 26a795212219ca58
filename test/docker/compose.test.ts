/** docker-compose.yml as README.md shows it: the commands of "Game days by hand" are taken from there and run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../src/common/package-root.ts';
import { engineHealth, engineRecovery } from '../../src/contract/engine.ts';
import { supervisorStatus } from '../../src/contract/supervisor.ts';
import { musterImage } from '../../src/topology/docker/image.ts';
import { hasCommand } from '../../src/topology/machine.ts';
import { findFreePorts } from '../../src/topology/ports.ts';

const root = packageRoot();
const project = `muster-test-${process.pid}`;
const compose = hasCommand('docker-compose') ? 'docker-compose' : 'docker compose';
const ports = new Map<string, number>();
let env: Record<string, string>;

/** The commands of the README's section, without their comments. */
const shown = (/\n## Game days by hand\n([\s\S]*?)\n## /.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '')
  .split('\n')
  .map((line) => line.replace(/ +# .*$/, ''));

/** Runs the one command shown that has `part` in it, on this test's project and ports. */
async function run(part: string): Promise<string> {
  const [command, ...more] = shown.filter((line) => /^(docker-compose|curl) /.test(line) && line.includes(part));
  if (command === undefined || more.length > 0) throw new Error(`Expected one command with ${part} in README.md`);
  const ours = command
    .replace('docker-compose', compose)
    .replace(/localhost:(\d+)/, (_, port: string) => `localhost:${ports.get(port)}`);
  return (await execa('sh', ['-c', ours], { cwd: root, env })).stdout;
}

async function docker(...args: string[]): Promise<string[]> {
  return (await execa('docker', args)).stdout.split('\n').filter((line) => line !== '');
}

const ours = ['--filter', `label=com.docker.compose.project=${project}`];
const container = async (service: string) =>
  (await docker('ps', '-aq', ...ours, '--filter', `label=com.docker.compose.service=${service}`))[0] ?? '';
const health = async () => engineHealth.parse(JSON.parse(await run('/health')));
const status = async () => supervisorStatus.parse(JSON.parse(await run('localhost:7003')));

async function untilTrading(): Promise<void> {
  const trades = async () => (await health().catch(() => null))?.status === 'trading';
  await vi.waitUntil(trades, { timeout: 30_000, interval: 100 });
}

async function holds(): Promise<(string | null)[]> {
  const { recoveries } = engineRecovery.parse(JSON.parse(await run('/recovery')));
  return recoveries.at(-1)?.instruments.map(({ hold }) => hold) ?? [];
}

beforeAll(async () => {
  const [toxiproxy = 0, supervisor = 0, engine = 0] = await findFreePorts(3);
  ports.set('8474', toxiproxy).set('7003', supervisor).set('7004', engine);
  env = {
    COMPOSE_PROJECT_NAME: project,
    MUSTER_IMAGE: (await musterImage(() => {})).id,
    MUSTER_TOXIPROXY_PORT: String(toxiproxy),
    MUSTER_SUPERVISOR_PORT: String(supervisor),
    MUSTER_ENGINE_PORT: String(engine),
  };
  await run(' up -d');
});
afterAll(async () => {
  await run(' down -v');
});

it('every container gets healthy, and the engine trades', async () => {
  const states = () => docker('ps', '--format', '{{.Label "com.docker.compose.service"}} {{.Status}}', ...ours);
  const healthy = async () => (await states()).filter((state) => state.endsWith('(healthy)')).length === 4;
  await vi.waitUntil(healthy, { timeout: 60_000, interval: 200 });
  expect((await states()).map((state) => state.split(' ')[0]).sort()).toEqual([
    'engine',
    'toxiproxy',
    'venue-a',
    'venue-b',
  ]);
  await untilTrading();
});

it('the engine cannot reach a venue except through the proxy, neither by name nor by address', async () => {
  const [networks = ''] = await docker(
    'inspect',
    '--format',
    '{{json .NetworkSettings.Networks}}',
    await container('venue-a'),
  );
  const [{ IPAddress: address = '' } = {}] = Object.values(
    JSON.parse(networks) as Record<string, { IPAddress: string }>,
  );
  const connecting = (host: string) =>
    `const s = require('node:net').connect({ host: '${host}', port: 7001, timeout: 1000 });
     const end = (text) => { console.log(text); s.destroy(); };
     s.on('connect', () => end('accepted')).on('timeout', () => end('silent')).on('error', (error) => end(error.code));`;
  const from = async (service: string, host: string) =>
    docker('exec', await container(service), 'node', '-e', connecting(host));
  expect(await from('toxiproxy', address)).toEqual(['accepted']);
  expect(await from('toxiproxy', 'venue-a')).toEqual(['accepted']);
  expect((await from('engine', address)).join()).toMatch(/^(silent|ENETUNREACH|EHOSTUNREACH)$/);
  expect((await from('engine', 'venue-a')).join()).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
});

describe('by hand, with the commands of README.md', () => {
  it('a cut link holds the instruments of its venue until it is restored', async () => {
    await untilTrading();
    await run(`'{"enabled": false}'`);
    const down = Array(3).fill('A: order entry is down');
    await vi.waitFor(async () => expect(await holds()).toEqual(down), { timeout: 20_000, interval: 50 });
    expect((await health()).status).toBe('recovering');
    await run(`'{"enabled": true}'`);
    await untilTrading();
    expect(await holds()).toEqual(Array(3).fill(null));
  });

  it('a killed engine is started again by its supervisor, and trades again', async () => {
    await untilTrading();
    const before = await status();
    await run('SIGKILL');
    await vi.waitUntil(async () => (await status()).restarts === before.restarts + 1, {
      timeout: 20_000,
      interval: 50,
    });
    await untilTrading();
    const after = await status();
    expect(after.pid).not.toBe(before.pid);
    expect(after.events.map(({ signal }) => signal)).toContain('SIGKILL');
  });

  it('nothing is left once it is taken down', async () => {
    await run(' down -v');
    expect(await docker('ps', '-aq', ...ours)).toEqual([]);
    expect(await docker('network', 'ls', '-q', ...ours)).toEqual([]);
    expect(await docker('volume', 'ls', '-q', ...ours)).toEqual([]);
  });
});

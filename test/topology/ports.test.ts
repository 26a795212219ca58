import { expect, it } from 'vitest';
import { tryConnect } from '../../src/common/tcp-probe.ts';
import { findFreePorts } from '../../src/topology/ports.ts';
import { startEchoServer } from '../fixtures/echo-server.ts';

it('finds as many different ports as asked for, below the ephemeral range, that nobody listens on', async () => {
  const ports = await findFreePorts(30);
  expect(new Set(ports).size).toBe(30);
  expect(ports.every((port) => port >= 20_000 && port < 32_000)).toBe(true);
  for (const port of ports) expect(await tryConnect(`127.0.0.1:${port}`)).toBe('refused');
});

it('leaves them free to be listened on', async () => {
  const [port = 0] = await findFreePorts(1);
  await using server = await startEchoServer(port);
  expect(server.port).toBe(port);
});

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { Link } from '../../../simulators/toxiproxy/link.ts';
import { seededRandom } from '../../../src/common/seeded-random.ts';
import { systemClock } from '../../../src/node/clock.ts';

const listening = async (server: ReturnType<typeof createServer>) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

it('gives a slow client all the bytes of a server that has already ended and closed', async () => {
  const size = 8_000_000;
  const upstream = createServer({ allowHalfOpen: true }, (socket) => socket.resume().end(Buffer.alloc(size, 'x')));
  const port = await listening(upstream);
  const closed = Promise.withResolvers<void>();
  const front = createServer({ allowHalfOpen: true }, (client) => {
    new Link({
      client,
      upstream: { host: '127.0.0.1', port },
      toxics: { upstream: [], downstream: [] },
      clock: systemClock,
      random: seededRandom(1),
      onReceived: () => {},
      onSent: () => {},
      onClosed: closed.resolve,
    });
  });
  const socket = connect({ port: await listening(front), host: '127.0.0.1' });
  let received = 0;
  for await (const bytes of socket) {
    received += bytes.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(received).toBe(size);
  await closed.promise;
  front.close();
  upstream.close();
});

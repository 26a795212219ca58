import { once } from 'node:events';
import { createServer } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openLink } from '../../../simulators/toxiproxy/link.ts';
import { tryConnect } from '../../../src/common/tcp-probe.ts';

/** A client that has said all it has to say and is slow to take the answer. */
function slowClient(received: Buffer[]): Duplex {
  return new Duplex({
    read() {
      this.push(null);
    },
    write(chunk: Buffer, _encoding, done) {
      received.push(chunk);
      void delay(50).then(() => done());
    },
  });
}

it('gives a slow client all the bytes of a server that has already ended and closed', async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.resume();
    socket.write('first');
    void delay(20).then(() => socket.end('last'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const received: Buffer[] = [];
  await new Promise<void>((closed) => openLink(slowClient(received), { host: '127.0.0.1', port }, closed));
  expect(Buffer.concat(received).toString()).toBe('firstlast');
  server.close();
  expect(await tryConnect(`127.0.0.1:${port}`)).toBe('refused');
});

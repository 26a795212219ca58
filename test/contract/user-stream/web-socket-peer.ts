import { createServer } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerTo, isSubscription, type StreamPeer } from './stream-peer.ts';

/** A real WebSocket server on loopback. */
export async function webSocketPeer(): Promise<StreamPeer> {
  const port = await freePort();
  let server: WebSocketServer | null = null;
  let newest: WebSocket | null = null;
  const peer = {
    url: `ws://127.0.0.1:${port}/ws-api/v3`,
    opened: 0,
    subscribed: 0,
    answering: true,
    send: (text: string) => newest?.send(text),
    drop: () => newest?.terminate(),
    async refuse() {
      await closeServer(server);
      server = null;
    },
    async accept() {
      server = new WebSocketServer({ host: '127.0.0.1', port });
      server.on('connection', (socket) => {
        newest = socket;
        peer.opened += 1;
        socket.on('message', (data) => {
          const text = String(data);
          if (!peer.answering) return;
          if (isSubscription(text)) peer.subscribed += 1;
          socket.send(answerTo(text));
        });
      });
      await new Promise((resolve) => server?.once('listening', resolve));
    },
    close: () => peer.refuse(),
  };
  await peer.accept();
  return peer;
}

async function closeServer(server: WebSocketServer | null): Promise<void> {
  if (server === null) return;
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address');
  return address.port;
}

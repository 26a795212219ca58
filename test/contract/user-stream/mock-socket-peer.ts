import { type Client, WebSocket as MockWebSocket, Server } from 'mock-socket';
import { answerTo, isSubscription, type StreamPeer } from './stream-peer.ts';

let peers = 0;

/** mock-socket in place of Node's WebSocket: everything in this process, nothing on the network. */
export function mockSocketPeer(): StreamPeer {
  peers += 1;
  const url = `ws://mock-${peers}.test/ws-api/v3`;
  const original = globalThis.WebSocket;
  globalThis.WebSocket = MockWebSocket as unknown as typeof WebSocket;
  let server: Server | null = null;
  let newest: Client | null = null;
  const peer = {
    url,
    opened: 0,
    subscribed: 0,
    answering: true,
    send: (text: string) => newest?.send(text),
    drop: () => newest?.close(),
    async refuse() {
      server?.close();
      server = null;
    },
    async accept() {
      server = new Server(url);
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
    },
    async close() {
      await peer.refuse();
      globalThis.WebSocket = original;
    },
  };
  void peer.accept();
  return peer;
}

import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Venue } from '../venue.ts';
import { serveMarketStreams } from './market-streams.ts';
import { serveWebSocketApi } from './web-socket-api.ts';

const pingEveryMs = 20_000;
const pongWithinMs = 60_000;

/** The WebSocket side of the trading port: `/ws-api/v3`, `/ws`, `/ws/<stream>`, `/stream?streams=…`. */
export function attachWebSockets(server: Server, venue: Venue, connectionOf: (socket: object) => number): () => void {
  const sockets = new WebSocketServer({ noServer: true, clientTracking: true, maxPayload: 1 << 20 });
  server.on('upgrade', (request, tcp, head) => {
    // From here on the HTTP server no longer looks after the socket: a reset must not end the venue.
    tcp.on('error', () => tcp.destroy());
    const url = URL.parse(`http://venue${request.url ?? '/'}`);
    const isApi = url?.pathname === '/ws-api/v3';
    if (url === null || (!isApi && !/^\/(ws(\/.+)?|stream)\/?$/.test(url.pathname))) {
      tcp.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const connection = connectionOf(tcp);
    sockets.handleUpgrade(request, tcp, head, (socket) => {
      keepAlive(socket, venue.clock);
      socket.on('error', () => socket.terminate());
      if (isApi) serveWebSocketApi(socket, connection, venue);
      else serveMarketStreams(socket, url, venue);
    });
  });
  return () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  };
}

/** Pings every 20 s; a client that answered none for a minute is cut off. */
function keepAlive(socket: WebSocket, clock: Clock): void {
  let lastPongNs = clock.monotonicNs();
  let cancel = () => {};
  const beat = () => {
    if (clock.monotonicNs() - lastPongNs >= BigInt(pongWithinMs) * 1_000_000n) return socket.terminate();
    socket.ping(String(clock.wallMs()));
    cancel = clock.after(pingEveryMs, beat);
  };
  cancel = clock.after(pingEveryMs, beat);
  socket.on('pong', () => {
    lastPongNs = clock.monotonicNs();
  });
  socket.on('close', () => cancel());
}

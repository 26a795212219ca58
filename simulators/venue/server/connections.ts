import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Venue } from '../venue.ts';

export interface Connections {
  /** The number of a TCP connection, kept through an upgrade to a WebSocket. */
  readonly numberOf: (socket: object) => number;
  /** Resolves when none is open and all their `closed` rows are written. */
  readonly allClosed: () => Promise<void>;
}

/** Numbers every TCP connection of the trading port and ledgers its two ends. */
export function trackConnections(server: Server, venue: Venue): Connections {
  const numbers = new WeakMap<object, number>();
  let open = 0;
  let onAllClosed = () => {};
  server.on('connection', (socket: Socket) => {
    const connection = venue.ids.connection();
    numbers.set(socket, connection);
    open += 1;
    venue.ledger.append({ kind: 'connection', connection, action: 'opened' });
    socket.setNoDelay(true);
    socket.once('close', () => {
      open -= 1;
      venue.ledger.append({ kind: 'connection', connection, action: 'closed' });
      if (open === 0) onAllClosed();
    });
  });
  return {
    numberOf: (socket) => numbers.get(socket) ?? 0,
    allClosed: () =>
      new Promise((resolve) => {
        onAllClosed = resolve;
        if (open === 0) resolve();
      }),
  };
}

/**
 * One proxied connection: two streams, one each way, copied without delay. A half-closed side stays half-closed on
 * the other side; an abrupt end on one side is an abrupt end on the other.
 */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Address } from './address.ts';

export interface Link {
  /** Ends both sides at once, losing what is in flight, as a cut cable would. */
  cut(): void;
}

/** Joins `client` to a new connection to `upstream`; `onClosed` runs once when neither side is open any more. */
export function openLink(client: Duplex, upstream: Address, onClosed: () => void): Link {
  const server = connect({ host: upstream.host, port: upstream.port, allowHalfOpen: true, noDelay: true });
  stream(client, server);
  stream(server, client);
  let open = 2;
  const closed = () => {
    open -= 1;
    if (open === 0) onClosed();
  };
  client.once('close', closed);
  server.once('close', closed);
  return {
    cut() {
      client.destroy();
      server.destroy();
    },
  };
}

function stream(from: Duplex, to: Duplex): void {
  from.pipe(to);
  // Told by 'close'; without a listener it would end the process.
  from.on('error', () => {});
  from.once('close', (failed?: boolean) => {
    // After an orderly end `to` still has bytes to write and ends by itself; destroying it would lose them.
    if (failed || !from.readableEnded) to.destroy();
  });
}

/**
 * One proxied connection: two flows, one each way. A half-closed side stays half-closed on the other side; an abrupt end
 * on one side is an abrupt end on the other.
 */
import { connect, type Socket } from 'node:net';
import type { Clock } from '../../src/ports/clock.ts';
import type { Random } from '../../src/ports/random.ts';
import type { Address } from './address.ts';
import { Flow } from './flow.ts';
import type { Direction, Toxic } from './toxic.ts';

export interface LinkOptions {
  readonly client: Socket;
  readonly upstream: Address;
  readonly toxics: Readonly<Record<Direction, readonly Toxic[]>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly onReceived: (direction: Direction, bytes: number) => void;
  readonly onSent: (direction: Direction, bytes: number) => void;
  /** Called once, when neither side is open any more. */
  readonly onClosed: () => void;
}

export class Link {
  readonly #sockets: readonly Socket[];
  readonly #flows: Readonly<Record<Direction, Flow>>;

  constructor(options: LinkOptions) {
    const { client, upstream, onClosed } = options;
    const server = connect({ host: upstream.host, port: upstream.port, allowHalfOpen: true, noDelay: true });
    this.#sockets = [client, server];
    const flow = (direction: Direction, from: Socket, to: Socket) =>
      new Flow({
        from,
        to,
        toxics: options.toxics[direction],
        clock: options.clock,
        random: options.random,
        onReceived: (bytes) => options.onReceived(direction, bytes),
        onSent: (bytes) => options.onSent(direction, bytes),
        onClose: () => this.#close(),
        onReset: () => this.#reset(),
      });
    this.#flows = { upstream: flow('upstream', client, server), downstream: flow('downstream', server, client) };
    let open = this.#sockets.length;
    for (const socket of this.#sockets) {
      socket.once('close', () => {
        open -= 1;
        if (open > 0) return;
        for (const each of Object.values(this.#flows)) each.abandon();
        onClosed();
      });
    }
  }

  add(toxic: Toxic): void {
    this.#flows[toxic.stream].add(toxic);
  }

  changed(toxic: Toxic): void {
    this.#flows[toxic.stream].changed(toxic);
  }

  remove(toxic: Toxic): Promise<void> {
    return this.#flows[toxic.stream].remove(toxic);
  }

  /** Ends both sides at once, losing what is in flight, as a cut cable would. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Closes both sides in order, behind what was written to them. */
  #close(): void {
    for (const socket of this.#sockets) socket.destroySoon();
  }

  #reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
}

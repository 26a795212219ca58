/**
 * One proxy: a listener and the links through it. Disabling it, or moving either end, closes the listener and cuts
 * every link; its toxics stay. Its methods must not overlap: the caller runs them one after another.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../src/ports/clock.ts';
import type { Random } from '../../src/ports/random.ts';
import { formatAddress, parseAddress, parseListenAddress } from './address.ts';
import { Link } from './link.ts';
import { ByteCounts } from './metrics.ts';
import type { Toxic, ToxicView } from './toxic.ts';
import { ToxicChain } from './toxic-chain.ts';
import { type Attributes, attributesOf } from './toxics/kinds.ts';

export interface ProxySettings {
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
}

export interface ProxyView extends ProxySettings {
  readonly name: string;
  readonly toxics: readonly ToxicView[];
}

export interface ToxicChanges {
  readonly toxicity?: number;
  readonly attributes: Partial<Attributes>;
}

/** What all proxies of one server share. */
export interface ProxySurroundings {
  readonly clock: Clock;
  readonly random: Random;
}

export class TcpProxy {
  readonly name: string;
  readonly counts = new ByteCounts();
  readonly #around: ProxySurroundings;
  readonly #toxics = new ToxicChain();
  #listen: string;
  #upstream: string;
  #server: Server | null = null;
  readonly #links = new Set<Link>();

  constructor(name: string, listen: string, upstream: string, around: ProxySurroundings) {
    this.name = name;
    this.#listen = listen;
    this.#upstream = upstream;
    this.#around = around;
  }

  view(): ProxyView {
    return {
      name: this.name,
      listen: this.#listen,
      upstream: this.#upstream,
      enabled: this.#server !== null,
      toxics: this.#toxics.views(),
    };
  }

  /** Whether it would have to be made anew to have these ends. */
  differs({ listen, upstream }: Pick<ProxySettings, 'listen' | 'upstream'>): boolean {
    return formatAddress(parseListenAddress(listen)) !== this.#listen || upstream !== this.#upstream;
  }

  /** Listens; port 0 becomes the port it got. Does nothing while it listens. @throws the system's error, e.g. EADDRINUSE. */
  async start(): Promise<void> {
    if (this.#server !== null) return;
    const address = parseListenAddress(this.#listen);
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    server.listen({ host: address.host, port: address.port, exclusive: true });
    await once(server, 'listening');
    const bound = server.address();
    if (bound === null || typeof bound === 'string')
      throw new Error(`Expected a TCP port, got ${JSON.stringify(bound)}`);
    this.#listen = formatAddress({ host: bound.address, port: bound.port });
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const closed = once(server, 'close');
    server.close();
    for (const link of this.#links) link.cut();
    await closed;
  }

  /** @throws the system's error when it cannot listen again; it is then disabled. */
  async update(to: ProxySettings): Promise<void> {
    if (this.differs(to)) {
      await this.stop();
      this.#listen = formatAddress(parseListenAddress(to.listen));
      this.#upstream = to.upstream;
    }
    await (to.enabled ? this.start() : this.stop());
  }

  /** @throws ApiError 404 */
  toxic(name: string): Toxic {
    return this.#toxics.find(name);
  }

  /** @throws ApiError 409 for a name that is taken. */
  addToxic(toxic: Toxic): void {
    this.#toxics.add(toxic);
    for (const link of this.#links) link.add(toxic);
  }

  /** @throws ApiError 404 */
  updateToxic(name: string, { toxicity, attributes }: ToxicChanges): Toxic {
    const toxic = this.#toxics.find(name);
    Object.assign(toxic.attributes, attributesOf(toxic.kind, attributes, toxic.attributes));
    toxic.toxicity = toxicity ?? toxic.toxicity;
    for (const link of this.#links) link.changed(toxic);
    return toxic;
  }

  /** Resolves once what it held on live connections has gone on. @throws ApiError 404 */
  async removeToxic(name: string): Promise<void> {
    const toxic = this.#toxics.find(name);
    this.#toxics.remove(toxic);
    await Promise.all([...this.#links].map((link) => link.remove(toxic)));
  }

  async removeToxics(): Promise<void> {
    for (const { name } of this.#toxics.all) await this.removeToxic(name);
  }

  #accept(client: Socket): void {
    const link = new Link({
      client,
      upstream: parseAddress(this.#upstream),
      toxics: { upstream: this.#toxics.of('upstream'), downstream: this.#toxics.of('downstream') },
      ...this.#around,
      onReceived: (direction, bytes) => this.counts.received(direction, bytes),
      onSent: (direction, bytes) => this.counts.sent(direction, bytes),
      onClosed: () => this.#links.delete(link),
    });
    this.#links.add(link);
  }
}

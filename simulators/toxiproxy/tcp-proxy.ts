/**
 * One proxy: a listener and the links through it. Disabling it, or moving either end, closes the listener and cuts
 * every link. Its methods must not overlap: the caller runs them one after another.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { formatAddress, parseAddress, parseListenAddress } from './address.ts';
import { type Link, openLink } from './link.ts';

export interface ProxySettings {
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
}

export interface ProxyView extends ProxySettings {
  readonly name: string;
  readonly toxics: readonly [];
}

export class TcpProxy {
  readonly name: string;
  #listen: string;
  #upstream: string;
  #server: Server | null = null;
  readonly #links = new Set<Link>();

  constructor(name: string, listen: string, upstream: string) {
    this.name = name;
    this.#listen = listen;
    this.#upstream = upstream;
  }

  view(): ProxyView {
    return {
      name: this.name,
      listen: this.#listen,
      upstream: this.#upstream,
      enabled: this.#server !== null,
      toxics: [],
    };
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
    const listen = formatAddress(parseListenAddress(to.listen));
    if (listen !== this.#listen || to.upstream !== this.#upstream) {
      await this.stop();
      this.#listen = listen;
      this.#upstream = to.upstream;
    }
    await (to.enabled ? this.start() : this.stop());
  }

  #accept(client: Socket): void {
    const link = openLink(client, parseAddress(this.#upstream), () => this.#links.delete(link));
    this.#links.add(link);
  }
}

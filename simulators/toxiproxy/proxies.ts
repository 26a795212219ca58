/** The proxies of one server by name. Changes run one after another, so a caller never sees one half done. */
import { proxyAlreadyExists, proxyNotFound } from './api-error.ts';
import { type ProxySettings, type ProxyView, TcpProxy } from './tcp-proxy.ts';

export class Proxies {
  readonly #proxies = new Map<string, TcpProxy>();
  #last: Promise<unknown> = Promise.resolve();

  all(): Record<string, ProxyView> {
    const sorted = [...this.#proxies.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return Object.fromEntries(sorted.map((proxy) => [proxy.name, proxy.view()]));
  }

  view(name: string): ProxyView {
    return this.#find(name).view();
  }

  /** A proxy that cannot listen is not added. */
  add(name: string, settings: ProxySettings): Promise<ProxyView> {
    return this.#afterOthers(async () => {
      if (this.#proxies.has(name)) throw proxyAlreadyExists();
      const proxy = new TcpProxy(name, settings.listen, settings.upstream);
      if (settings.enabled) await proxy.start();
      this.#proxies.set(name, proxy);
      return proxy.view();
    });
  }

  /** Settings left out stay as they are. */
  update(name: string, changes: Partial<ProxySettings>): Promise<ProxyView> {
    return this.#afterOthers(async () => {
      const proxy = this.#find(name);
      await proxy.update({ ...proxy.view(), ...changes });
      return proxy.view();
    });
  }

  remove(name: string): Promise<void> {
    return this.#afterOthers(async () => {
      await this.#find(name).stop();
      this.#proxies.delete(name);
    });
  }

  /** Enables every proxy. */
  reset(): Promise<void> {
    return this.#afterOthers(async () => {
      for (const proxy of this.#proxies.values()) await proxy.start();
    });
  }

  stop(): Promise<void> {
    return this.#afterOthers(async () => {
      for (const proxy of this.#proxies.values()) await proxy.stop();
    });
  }

  #find(name: string): TcpProxy {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) throw proxyNotFound();
    return proxy;
  }

  #afterOthers<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(change);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** The proxies of one server by name. Changes run one after another, so a caller never sees one half done. */
import { proxyAlreadyExists, proxyNotFound } from './api-error.ts';
import { metricsText } from './metrics.ts';
import {
  type ProxySettings,
  type ProxySurroundings,
  type ProxyView,
  TcpProxy,
  type ToxicChanges,
} from './tcp-proxy.ts';
import { type Toxic, type ToxicView, toxicView } from './toxic.ts';

export interface NamedSettings extends ProxySettings {
  readonly name: string;
}

export class Proxies {
  readonly #around: ProxySurroundings;
  readonly #proxies = new Map<string, TcpProxy>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(around: ProxySurroundings) {
    this.#around = around;
  }

  all(): Record<string, ProxyView> {
    return Object.fromEntries(this.#sorted().map((proxy) => [proxy.name, proxy.view()]));
  }

  view(name: string): ProxyView {
    return this.#find(name).view();
  }

  metrics(): string {
    return metricsText(this.#sorted().map((proxy) => ({ view: proxy.view(), counts: proxy.counts })));
  }

  /** A proxy that cannot listen is not added. */
  add({ name, ...settings }: NamedSettings): Promise<ProxyView> {
    return this.#afterOthers(async () => {
      if (this.#proxies.has(name)) throw proxyAlreadyExists();
      return this.#make(name, settings);
    });
  }

  /** Makes what is missing, makes anew what has other ends, leaves the rest as it is. `onDone` is told of each in turn. */
  populate(wanted: readonly NamedSettings[], onDone: (view: ProxyView) => void): Promise<void> {
    return this.#afterOthers(async () => {
      for (const { name, ...settings } of wanted) {
        const known = this.#proxies.get(name);
        if (known !== undefined && !known.differs(settings)) {
          onDone(known.view());
          continue;
        }
        await known?.stop();
        onDone(await this.#make(name, settings));
      }
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

  toxics(name: string): readonly ToxicView[] {
    return this.view(name).toxics;
  }

  toxic(name: string, toxicName: string): ToxicView {
    return toxicView(this.#find(name).toxic(toxicName));
  }

  addToxic(name: string, toxic: Toxic): Promise<ToxicView> {
    return this.#afterOthers(async () => {
      this.#find(name).addToxic(toxic);
      return toxicView(toxic);
    });
  }

  updateToxic(name: string, toxicName: string, changes: ToxicChanges): Promise<ToxicView> {
    return this.#afterOthers(async () => toxicView(this.#find(name).updateToxic(toxicName, changes)));
  }

  removeToxic(name: string, toxicName: string): Promise<void> {
    return this.#afterOthers(() => this.#find(name).removeToxic(toxicName));
  }

  /** Enables every proxy and removes every toxic. */
  reset(): Promise<void> {
    return this.#afterOthers(async () => {
      for (const proxy of this.#proxies.values()) {
        await proxy.start();
        await proxy.removeToxics();
      }
    });
  }

  stop(): Promise<void> {
    return this.#afterOthers(async () => {
      for (const proxy of this.#proxies.values()) await proxy.stop();
    });
  }

  async #make(name: string, { listen, upstream, enabled }: ProxySettings): Promise<ProxyView> {
    const proxy = new TcpProxy(name, listen, upstream, this.#around);
    if (enabled) await proxy.start();
    this.#proxies.set(name, proxy);
    return proxy.view();
  }

  #sorted(): readonly TcpProxy[] {
    return [...this.#proxies.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
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

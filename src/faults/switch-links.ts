/** Links cut and restored by disabling and enabling their proxies, and how they look to who connects. */
import type { Toxiproxy } from 'toxiproxy-node-client';
import { tryConnect } from '../common/tcp-probe.ts';

export interface LinkLook {
  /** A connection was refused by a link that is cut, or accepted by one that is up. */
  readonly asExpected: boolean;
  readonly text: string;
}

/** Every link is tried even when one fails, so that restoring restores what it can. Never rejects. */
export function switchLinks(proxies: Toxiproxy, names: readonly string[], enabled: boolean): Promise<LinkLook[]> {
  return lookAfter(names, enabled, async (name) => {
    const proxy = await proxies.get(name);
    const { listen, upstream } = proxy;
    if (proxy.enabled !== enabled) await proxy.update({ enabled, listen, upstream });
    return listen;
  });
}

/** The same look at links that nobody touches. */
export function lookAtLinks(proxies: Toxiproxy, names: readonly string[], enabled: boolean): Promise<LinkLook[]> {
  return lookAfter(names, enabled, async (name) => (await proxies.get(name)).listen);
}

function lookAfter(
  names: readonly string[],
  enabled: boolean,
  act: (name: string) => Promise<string>,
): Promise<LinkLook[]> {
  return Promise.all(
    names.map(async (name) => {
      try {
        const listen = await act(name);
        const result = await tryConnect(listen);
        return { asExpected: result === (enabled ? 'accepted' : 'refused'), text: `${name} (${listen}) ${result}` };
      } catch (error) {
        return { asExpected: false, text: `${name}: ${error instanceof Error ? error.message : String(error)}` };
      }
    }),
  );
}

/** Why these links cannot be cut now; null when they can. */
export async function notUp(proxies: Toxiproxy, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const proxy = await proxies.get(name).catch(() => null);
    if (proxy === null) return `there is no proxy ${name} at ${proxies.host}`;
    if (!proxy.enabled) return `the link ${name} is already cut`;
  }
  return null;
}

import { listeningHost } from '../../src/common/own-network.ts';
import { seededRandom } from '../../src/common/seeded-random.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { Proxies } from './proxies.ts';
import { toxiproxyRoutes } from './routes.ts';

export interface ToxiproxyOptions {
  readonly port: number;
  /** Where whatever delays data takes its time from. */
  readonly clock: Clock;
  /** Decides jitter, sizes, and which connections a toxicity below 1 strikes: equal seeds and connections give equal choices. */
  readonly seed: number;
}

export interface RunningToxiproxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Cuts every link and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts the embedded proxy's HTTP API on 127.0.0.1; its proxies are made through that API.
 * @throws the system's error with its `code` (EADDRINUSE when `port` is taken). Port 0 takes a free one.
 */
export async function startToxiproxy({ port, clock, seed }: ToxiproxyOptions): Promise<RunningToxiproxy> {
  const proxies = new Proxies({ clock, random: seededRandom(seed) });
  const app = toxiproxyRoutes(proxies);
  const url = await app.listen({ host: listeningHost(), port });
  return {
    url,
    async close() {
      await app.close();
      await proxies.stop();
    },
  };
}

import { startToxiproxy } from '../../../simulators/toxiproxy/start-toxiproxy.ts';
import { systemClock } from '../../node/clock.ts';
import { announceReady, askedToStop } from '../parent-channel.ts';
import { listening } from '../ready.ts';

interface ToxiproxyCommandOptions {
  readonly port: number;
  readonly seed: number;
  readonly json?: boolean;
}

export async function toxiproxy({ port, seed, json }: ToxiproxyCommandOptions): Promise<void> {
  const proxy = await listening('muster toxiproxy', () => startToxiproxy({ port, seed, clock: systemClock }));
  const lines = [`Embedded proxy, Toxiproxy HTTP API at ${proxy.url}. Ctrl-C ends it.`];
  announceReady({ type: 'ready', url: proxy.url }, lines, json === true);
  await askedToStop();
  await proxy.close();
}

import { startToxiproxy } from '../../../simulators/toxiproxy/start-toxiproxy.ts';
import { systemClock } from '../../node/clock.ts';
import { announceReady, askedToStop } from '../parent-channel.ts';
import { listening } from '../ready.ts';

export async function toxiproxy(options: { readonly port: number; readonly json?: boolean }): Promise<void> {
  const proxy = await listening('muster toxiproxy', () => startToxiproxy({ port: options.port, clock: systemClock }));
  const lines = [`Embedded proxy, Toxiproxy HTTP API at ${proxy.url}. Ctrl-C ends it.`];
  announceReady({ type: 'ready', url: proxy.url }, lines, options.json === true);
  await askedToStop();
  await proxy.close();
}

import { resolve } from 'node:path';
import { startToxiproxy } from '../../../simulators/toxiproxy/start-toxiproxy.ts';
import { environmentError } from '../../common/muster-error.ts';
import { systemClock } from '../../node/clock.ts';
import { startToxiproxyServer } from '../../topology/toxiproxy-server.ts';
import { announceReady, askedToStop } from '../parent-channel.ts';
import { listening } from '../ready.ts';

interface ToxiproxyCommandOptions {
  readonly port: number;
  readonly seed: number;
  readonly program?: string;
  readonly json?: boolean;
}

export function toxiproxy(options: ToxiproxyCommandOptions): Promise<void> {
  return options.program === undefined ? embedded(options) : holdServer(resolve(options.program), options);
}

async function embedded({ port, seed, json }: ToxiproxyCommandOptions): Promise<void> {
  const proxy = await listening('muster toxiproxy', () => startToxiproxy({ port, seed, clock: systemClock }));
  const lines = [`Embedded proxy, Toxiproxy HTTP API at ${proxy.url}. Ctrl-C ends it.`];
  announceReady({ type: 'ready', url: proxy.url }, lines, json === true);
  await askedToStop();
  await proxy.close();
}

/** A Toxiproxy server knows nothing of a parent's channel: this process has it, and ends the server. */
async function holdServer(program: string, { port, json }: ToxiproxyCommandOptions): Promise<void> {
  // From here on, so that an end of the parent while the server starts is heard.
  const asked = askedToStop();
  const { pid, startTime, url, version, ended, close } = await startToxiproxyServer(program, port);
  const lines = [`Toxiproxy ${version} (${program}), HTTP API at ${url}. Ctrl-C ends it.`];
  announceReady({ type: 'ready', url, version, server: { pid, startTime } }, lines, json === true);
  const how = await Promise.race([asked.then(() => null), ended]);
  await close();
  if (how !== null) throw environmentError('toxiproxy-ended', `${program} ${how} while it served links.`);
}

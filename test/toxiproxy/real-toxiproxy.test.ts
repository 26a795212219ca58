/** The real Toxiproxy does what the same suite demands of the embedded one; each difference that is allowed is held too. */
import { expect, it } from 'vitest';
import { startToxiproxy } from '../../simulators/toxiproxy/start-toxiproxy.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import { toxiproxyConformance } from '../simulators/toxiproxy/conformance.ts';
import { toxicApiConformance } from '../simulators/toxiproxy/toxic-api-conformance.ts';
import { toxicsConformance } from '../simulators/toxiproxy/toxics-conformance.ts';
import { startRealToxiproxy } from './real-toxiproxy.ts';

toxiproxyConformance('the real Toxiproxy', startRealToxiproxy);
toxicApiConformance('the real Toxiproxy', startRealToxiproxy);
toxicsConformance('the real Toxiproxy', startRealToxiproxy, {
  resetOfEarlierConnections: 'end',
  endWithResetOfToxicityZero: 'reset',
  answersAfterClientEnded: false,
});

it('the real Toxiproxy calls its errors plain text, the embedded one JSON; the body is the same', async () => {
  const servers = [await startRealToxiproxy(), await startToxiproxy({ port: 0, clock, seed: 1 })];
  const answers = await Promise.all(servers.map(({ url }) => fetch(`${url}/proxies/absent`)));
  expect(answers.map(({ headers }) => headers.get('content-type')?.split(';')[0])).toEqual([
    'text/plain',
    'application/json',
  ]);
  for (const answer of answers) expect(await answer.json()).toEqual({ error: 'proxy not found', status: 404 });
  await Promise.all(servers.map((server) => server.close()));
});

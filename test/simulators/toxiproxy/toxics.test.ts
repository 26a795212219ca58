import { startToxiproxy } from '../../../simulators/toxiproxy/start-toxiproxy.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { toxicApiConformance } from './toxic-api-conformance.ts';
import { toxicsConformance } from './toxics-conformance.ts';

const start = () => startToxiproxy({ port: 0, clock: systemClock, seed: 1 });

toxicApiConformance('the embedded proxy', start);
toxicsConformance('the embedded proxy', start, {
  resetOfEarlierConnections: 'reset',
  endWithResetOfToxicityZero: 'end',
  answersAfterClientEnded: true,
});

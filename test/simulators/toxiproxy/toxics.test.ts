import { startToxiproxy } from '../../../simulators/toxiproxy/start-toxiproxy.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { toxicsConformance } from './toxics-conformance.ts';

toxicsConformance('the embedded proxy', () => startToxiproxy({ port: 0, clock: systemClock, seed: 1 }), {
  resetOfEarlierConnections: 'reset',
  endWithResetOfToxicityZero: 'end',
  answersAfterClientEnded: true,
});

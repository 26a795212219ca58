/** The real Toxiproxy does what the same suite demands of the embedded one; each difference that is allowed is held too. */
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

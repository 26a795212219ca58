/** `npm run check`: what `.ci/run` demands, short of the drills. */
import { finish } from './finish.ts';
import { runTiers } from './run-tiers.ts';
import { runSteps } from './steps.ts';

finish([...(await runSteps()), ...(await runTiers())]);

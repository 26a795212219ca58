/** What `.ci/run` calls: `npm run check` and the drills as a user runs them, summed in one last line. */
import { runDrillsAsUser } from './drills.ts';
import { finish } from './finish.ts';
import { runTiers } from './run-tiers.ts';
import { runSteps } from './steps.ts';

finish([...(await runSteps()), ...(await runTiers()), await runDrillsAsUser()]);

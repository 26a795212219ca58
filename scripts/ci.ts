/** What `.ci/run` calls: what the tests need is provided, then `npm run check` and the drills as a user runs them, summed in one last line. */
import { runDrillsAsUser } from './drills.ts';
import { finish } from './finish.ts';
import { provision } from './provision.ts';
import { runTiers } from './run-tiers.ts';
import { runSteps } from './steps.ts';
import type { Tally } from './tally.ts';

finish(await everything());

async function everything(): Promise<Tally[]> {
  await using _provided = await provision();
  return [...(await runSteps()), ...(await runTiers()), await runDrillsAsUser()];
}

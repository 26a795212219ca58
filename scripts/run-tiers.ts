/** Runs test tiers one after another, each in a vitest of its own, and counts them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, root, say, thisMachine } from './programs.ts';
import { failure, type Tally, tallyOfReport } from './tally.ts';
import { leftOutBecause, type Tier, tiers } from './tiers.ts';

/** `MUSTER_DEMAND_TIERS=all`: nothing may be left out or skipped. */
export const allDemanded = (): boolean => process.env['MUSTER_DEMAND_TIERS'] === 'all';

/** @param filters vitest's file filters; a tier in which none matches is then passed over */
export async function runTiers(filters: readonly string[] = []): Promise<Tally[]> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-results-'));
  try {
    const tallies: Tally[] = [];
    for (const tier of tiers) {
      const tally = await runTier(tier, join(folder, `${tier.name}.json`), filters);
      if (tally !== null) tallies.push(tally);
    }
    return tallies;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runTier(tier: Tier, resultFile: string, filters: readonly string[]): Promise<Tally | null> {
  const reason = leftOutBecause(tier, thisMachine, root);
  if (reason !== null) {
    say(`\nTier ${tier.name} (${tier.title}) left out: ${reason}.`);
    return allDemanded() ? failure(tier.name, `It is demanded and was left out: ${reason}.`) : null;
  }
  say(`\nTier ${tier.name}: ${tier.title}`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
  const filtered = filters.length > 0 ? ['--passWithNoTests'] : [];
  const { exitCode } = await program('vitest', ['run', '--project', tier.name, ...reporters, ...filtered, ...filters]);
  const tally = tallyOfReport(tier.name, resultFile, exitCode, !allDemanded());
  const nothingMatched = filters.length > 0 && exitCode === 0 && tally.passed === 0;
  return nothingMatched ? null : tally;
}

import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/common/package-root.ts';
import { runContextVariable } from '../../src/drill/context.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { withoutVitest } from './muster-run.ts';

it('under plain vitest a violated drill is a failed test: only held passes', async () => {
  await using folder = await temporaryFolder();
  const context = {
    run: 'plain',
    folder: folder.path,
    seed: 1,
    market: null,
    repetitions: 1,
    keep: false,
    engineCommand: null,
    image: null,
    toxiproxy: null,
  };
  const { exitCode, all } = await execa(
    process.execPath,
    [
      join(packageRoot(), 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--project',
      'drills',
      'drills/canary.drill.ts',
    ],
    {
      cwd: packageRoot(),
      // Keeps its report out of the clone's reports/.
      env: { ...withoutVitest(), [runContextVariable]: JSON.stringify(context), NO_COLOR: '1' },
      extendEnv: false,
      all: true,
      reject: false,
    },
  );
  expect(exitCode, all).toBe(1);
  expect(all).toMatch(/I7: total \(resumed\) took .+: expected 'violated' to be 'held'/);
  expect(all).toMatch(/Tests +1 failed/);
}, 60_000);

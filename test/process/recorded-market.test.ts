import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { muster, readRecord } from './muster-run.ts';

const trades = join(import.meta.dirname, '..', 'fixtures', 'market', 'BTCUSDT-trades-2021-01-08.csv');

it('holds the application crash on real recorded trades, which drive the market of their symbol at both venues', async () => {
  await using folder = await temporaryFolder();
  const { exitCode, stderr } = await muster(['run', 'S2', '--market', trades, '--json'], { cwd: folder.path });
  expect(exitCode, stderr).toBe(0);
  const { drills } = readRecord(join(folder.path, 'reports'));
  expect(drills[0]?.verdict).toBe('held');
  expect(drills[0]?.market.source).toBe('recorded trades of BTCUSDT-trades-2021-01-08.csv');
  const left = [...(drills[0]?.market.detail.matchAll(/recorded, \d+ trades, (\d+) recorded trades left/g) ?? [])];
  expect(left.map(([, count]) => Number(count) < 2001)).toEqual([true, true]);
}, 90_000);

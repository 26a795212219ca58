/** `muster inspect DIR --compare-trades` from outside, against venues as processes of their own. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import {
  type EngineAlone,
  environmentFor,
  startEngineAlone,
  startVenueAlone,
  type VenueAlone,
} from './engine-alone.ts';
import { muster } from './muster-run.ts';

let folder: TemporaryFolder;
let cwd: string;
let venues: VenueAlone[];
let engine: EngineAlone;
beforeAll(async () => {
  folder = await temporaryFolder();
  cwd = folder.path;
  venues = [await startVenueAlone(cwd, 'A', 3), await startVenueAlone(cwd, 'B', 4)];
  engine = await startEngineAlone(cwd, 'data', venues);
  await engine.traded(10);
  cpSync(join(cwd, 'data'), join(cwd, 'backup'), { recursive: true });
  await engine.traded(40);
});
afterAll(async () => {
  for (const { run } of [engine, ...venues]) {
    run.signal('SIGKILL');
    await run.ended;
  }
  await folder[Symbol.asyncDispose]();
});

const compare = (directory: string, ...args: string[]) =>
  muster(['inspect', directory, '--compare-trades', ...args], { cwd, env: environmentFor(venues) });

describe('muster inspect --compare-trades', () => {
  it('finds the same trades beside a live engine and once it has stopped (row 69)', async () => {
    const live = await compare('data');
    expect(live.exitCode, live.stdout).toBe(0);
    engine.run.signal('SIGTERM');
    await engine.run.ended;
    const { exitCode, stdout, stderr } = await compare('data');
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/^A BTCUSDT {2}\d+ the same, 0 only in the journal, 0 only at the venue, 0 different$/m);
    expect(stdout).toMatch(/\njournal and venues have the same \d+ trades$/);
    expect(stderr).toContain('A: asking for every trade of BTCUSDT');
  });

  it('ends with 1 and names what an old backup lacks, as the venues have it', async () => {
    const { exitCode, stdout, stderr } = await compare('backup', '--json');
    expect([exitCode, stderr]).toEqual([1, '']);
    const { verdict, instruments } = JSON.parse(stdout);
    expect(verdict).toBe('different');
    const lacking = instruments.flatMap(({ onlyVenue }: { onlyVenue: readonly unknown[] }) => onlyVenue);
    expect(lacking.length).toBeGreaterThan(10);
    expect(lacking[0]).toMatchObject({ tradeId: expect.any(Number), clientOrderId: expect.stringMatching(/^m-/) });
    expect((await compare('backup')).stdout).toMatch(/\n {2}only at the venue {2}trade \d+, \S+Z, (BUY|SELL) /);
  });

  it('ends with 2 where a venue of the journal is not configured, or silent', async () => {
    const onlyA = { cwd, env: environmentFor(venues.slice(0, 1)) };
    const unasked = await muster(['inspect', 'data', '--compare-trades'], onlyA);
    expect(unasked.exitCode, unasked.stdout).toBe(2);
    expect(unasked.stdout).toContain('B  not compared: no venue of that name is configured in MUSTER_VENUES');
    const [, second] = venues;
    second?.run.signal('SIGKILL');
    await second?.run.ended;
    const silent = await compare('data');
    expect(silent.exitCode, silent.stdout).toBe(2);
    expect(silent.stdout).toMatch(/^B {2}not compared: time of B got no answer/m);
    expect(silent.stdout).toMatch(/^A BTCUSDT {2}\d+ the same/m);
  });

  it('without venues ends with 3 and one sentence', async () => {
    const { exitCode, stderr } = await muster(['inspect', 'data', '--compare-trades'], { cwd });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^muster: [^\n]*MUSTER_VENUES[^\n]*$/);
  });
});

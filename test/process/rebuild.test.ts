/** `muster engine rebuild` from outside: an engine's directory is destroyed, and trading goes on from the venues. */
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineEnvironment } from '../../src/contract/engine.ts';
import { ledgerAt, repeatedIds, stateTruth } from '../engine/ledger-truth.ts';
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
let engines: EngineAlone[];

beforeEach(async () => {
  folder = await temporaryFolder();
  cwd = folder.path;
  engines = [];
  venues = [await startVenueAlone(cwd, 'A', 3), await startVenueAlone(cwd, 'B', 4)];
});
afterEach(async () => {
  for (const { run } of [...engines, ...venues]) {
    run.signal('SIGKILL');
    await run.ended;
  }
  await folder[Symbol.asyncDispose]();
});

async function engine(): Promise<EngineAlone> {
  const started = await startEngineAlone(cwd, 'data', venues);
  engines.push(started);
  return started;
}

const rebuild = (...args: string[]) => muster(['engine', 'rebuild', ...args], { cwd, env: environmentFor(venues) });

/** I2, I3 and I4 at the cursors of `resumed`. */
async function expectLedgersEqual(started: EngineAlone): Promise<void> {
  const state = await started.state('resumed');
  for (const { ready } of venues) {
    const cursor = state.cursors[ready.venue];
    if (cursor === undefined) throw new Error(`Expected a cursor of ${ready.venue}`);
    const truth = ledgerAt(ready.ledger, cursor);
    expect(truth.trades.length).toBeGreaterThan(0);
    expect(stateTruth(state, ready.venue, truth.balances)).toEqual(truth);
  }
}

describe('muster engine rebuild', () => {
  it('brings back an engine whose directory was overwritten: same trades, balances and orders as the ledgers, no id used twice (row 46)', async () => {
    const first = await engine();
    await first.traded(20);
    const refused = await rebuild('data', '--into', 'new');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/^muster: [^\n]*data is in use by a live engine; nothing was rebuilt$/m);
    await first.kill();

    for (const name of readdirSync(join(cwd, 'data'))) writeFileSync(join(cwd, 'data', name), 'x'.repeat(100));
    const { exitCode, stdout, stderr } = await rebuild('data', '--into', 'new');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/A BTCUSDT: \d+ orders, \d+ resting, \d+ fills, position -?\d/);
    expect(stdout).toContain(`mv ${join(cwd, 'new')} ${join(cwd, 'data')}`);
    expect(stderr).toContain('A: waiting 1101 ms until every order a lost engine may have signed has expired');

    renameSync(join(cwd, 'data'), join(cwd, 'data.refused'));
    renameSync(join(cwd, 'new'), join(cwd, 'data'));
    const second = await engine();
    await second.run.line('"resumed"');
    await expectLedgersEqual(second);
    await second.traded(40);
    for (const { ready } of venues) expect(repeatedIds(ready.ledger)).toEqual([]);
  });

  it('with --json is one document, also of a directory that is absent', async () => {
    const first = await engine();
    await first.traded(5);
    await first.kill();
    const { exitCode, stdout, stderr } = await rebuild('nowhere', '--into', 'new', '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      into: join(cwd, 'new'),
      salvage: { highestEpoch: 0, clusterId: null, filesRead: 0 },
      externalOrders: 0,
    });
    expect(document.epoch).toBeGreaterThan(document.highestEpochAtVenues);
    expect(document.instruments).toHaveLength(6);
    expect((await muster(['inspect', 'new', '--verify'], { cwd })).exitCode).toBe(0);
  });

  it('says in one sentence what is wrong with its directories, its configuration or a silent venue, and writes nothing', async () => {
    writeFileSync(join(cwd, 'photo.jpg'), 'x');
    const before = readdirSync(cwd);
    const sentence = async (run: ReturnType<typeof rebuild>, exit: number, says: string) => {
      const { exitCode, stderr } = await run;
      expect(exitCode, stderr).toBe(exit);
      expect(stderr.split('\n').at(-1)).toMatch(/^muster: /);
      expect(stderr).toContain(says);
    };
    await sentence(rebuild('data', '--into', 'data'), 3, 'another directory than');
    await sentence(rebuild('data', '--into', '.'), 3, 'an absent or empty directory');
    await sentence(rebuild('.', '--into', 'new'), 3, 'to be a journal directory, empty or absent');
    await sentence(muster(['engine', 'rebuild', 'data', '--into', 'new'], { cwd }), 3, engineEnvironment.venues);
    const [venue] = venues;
    if (venue === undefined) throw new Error('Expected a venue');
    venue.run.signal('SIGKILL');
    await venue.run.ended;
    await sentence(rebuild('data', '--into', 'new'), 4, 'time of A got no answer');
    expect(readdirSync(cwd)).toEqual(before);
  });
});

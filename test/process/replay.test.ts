/** `muster replay` from outside, on what an engine process left that traded and was killed. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type MarketChain,
  marketBatch,
  marketFileName,
  marketHead,
  readMarketFile,
} from '../../src/engine/market/market-file.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { type EngineAlone, startEngineAlone, startVenueAlone } from './engine-alone.ts';
import { muster, startMuster } from './muster-run.ts';

const trades = resolve('test/fixtures/market/BTCUSDT-trades-2021-01-08.csv');

let folder: TemporaryFolder;
let cwd: string;
/** Two lives: the first was killed, the second stopped in order. */
beforeAll(async () => {
  folder = await temporaryFolder();
  cwd = folder.path;
  const venue = await startVenueAlone(cwd, 'A', 3);
  const engines: EngineAlone[] = [];
  for (const fills of [40, 80]) {
    const engine = await startEngineAlone(cwd, 'data', [venue]);
    engines.push(engine);
    await engine.traded(fills);
    engine.run.signal(engines.length === 1 ? 'SIGKILL' : 'SIGTERM');
    await engine.run.ended;
  }
  venue.run.signal('SIGKILL');
  await venue.run.ended;
});
afterAll(() => folder[Symbol.asyncDispose]());

const replay = (...args: string[]) => muster(['replay', ...args], { cwd });
const contents = (name: string) =>
  readdirSync(join(cwd, name)).map((file) => [file, readFileSync(join(cwd, name, file)).toString('base64')]);

function copy(name: string): string {
  cpSync(join(cwd, 'data'), join(cwd, name), { recursive: true });
  return join(cwd, name, marketFileName(1));
}

/** The last tops of the book other than they were seen, in a file whose checksums hold. */
function changeTops(file: string): void {
  const found = readMarketFile(file, readFileSync(file));
  if ('problem' in found) throw new Error(found.problem);
  const chosen = found.items.findLastIndex(({ item }) => item.type === 'top');
  const items = found.items.map((stamped, index) => {
    const { item } = stamped;
    if (index < chosen - 40 || item.type !== 'top') return stamped;
    return { ...stamped, item: { ...item, bid: item.bid - 100_000_000n, ask: item.ask - 100_000_000n } };
  });
  const chain: MarketChain = { nextItem: found.head.firstItem, previousChecksum: 0 };
  writeFileSync(file, Buffer.concat([marketHead(found.head), marketBatch(items, chain, 0).bytes]));
}

describe('muster replay of a directory', () => {
  it('makes the same decisions again, shows them as they came, and changes nothing (rows 10, 67)', async () => {
    const before = contents('data');
    const { exitCode, stdout, stderr } = await replay('data');
    expect([exitCode, stderr], stdout).toEqual([0, '']);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d UTC\n/);
    expect(stdout).toMatch(/\d\d:\d\d:\d\d\.\d{3} A BTCUSDT {2}place (BUY|SELL) [\d.]+ at [\d.]+, m-/);
    expect(stdout).toMatch(/A \w+ {2}fill (BUY|SELL)/);
    expect(stdout).toMatch(/A \w+ {2}bid [\d.]+ ask [\d.]+, \d+ tops/);
    expect(stdout).toMatch(/\nthe same decisions, all that could be compared$/);
    const document = JSON.parse((await replay('data', '--json')).stdout);
    expect(document).toMatchObject({ verdict: 'same', differences: [], problems: [] });
    expect(document.decisions).toBeGreaterThan(30);
    const { withoutMarket, lost, unjournaled, intentsWithoutLook } = document.notCompared;
    const journaled = (await muster(['inspect', 'data', '--export', 'ndjson'], { cwd })).stdout.match(
      /"type":"intent"/g,
    );
    expect(journaled).toHaveLength(document.intents + intentsWithoutLook);
    expect([withoutMarket, lost + unjournaled]).toEqual([0, expect.any(Number)]);
    expect(contents('data')).toEqual(before);
  });

  it('ends with 1 and names each difference when the market was another one', async () => {
    changeTops(copy('other-market'));
    const { exitCode, stdout } = await replay('other-market');
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toMatch(
      /DIFFERENT {2}decision \d+ behind sequence \d+, A \w+, \S+Z\n {2}journaled {2}.*\n {2}again/,
    );
    const { differences } = JSON.parse((await replay('other-market', '--json')).stdout);
    expect(differences[0]).toMatchObject({
      decision: expect.any(Number),
      sequence: expect.stringMatching(/^\d+$/),
      timeUs: expect.any(Number),
      venue: 'A',
      symbol: expect.any(String),
    });
  });

  it('ends with 1 where a market file is damaged, and with 2 where there is none', async () => {
    const file = copy('damaged');
    const bytes = readFileSync(file);
    bytes.fill(0xff, 80, 83);
    writeFileSync(file, bytes);
    const damaged = await replay('damaged');
    expect(damaged.exitCode, damaged.stdout).toBe(1);
    expect(damaged.stdout).toContain('damaged: market-00000001.log at ');
    const none = join(cwd, 'none');
    copy('none');
    for (const name of readdirSync(none).filter((each) => each.startsWith('market-'))) rmSync(join(none, name));
    const { exitCode, stdout } = await replay('none');
    expect(exitCode, stdout).toBe(2);
    expect(stdout).toContain('nothing could be compared: no market data');
  });

  it('at a slow speed waits as it was recorded, and Ctrl-C ends it with the summary and 2', async () => {
    const run = startMuster(['replay', 'data', '--speed', '0.01'], { cwd });
    await run.line(' UTC');
    run.signal('SIGINT');
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode, stdout).toBe(2);
    expect(stdout).toMatch(/\ninterrupted: \d+ of \d+ moments were shown\n/);
    expect(stdout).toContain('looks made again');
    expect(stderr).toContain('Interrupted: the summary follows.');
  });

  it.each([
    [['absent'], 'found nothing at absent'],
    [['data/MUSTER'], 'MUSTER'],
    [['data', '--speed', 'fast'], '--speed'],
  ])('of %j ends with exit status 3 and one sentence', async (args, says) => {
    const { exitCode, stdout, stderr } = await replay(...args);
    expect([exitCode, stdout], stderr).toEqual([3, '']);
    expect(stderr).toMatch(/^muster: [^\n]+$/);
    expect(stderr).toContain(says);
  });
});

it('muster replay takes no speed for a document', async () => {
  const { exitCode, stdout } = await replay('data', '--speed', '1', '--json');
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout).error.message).toContain('--speed or --json');
});

describe('muster replay of recorded trades', () => {
  it('plays them and tells their range (row 67)', async () => {
    const { exitCode, stdout, stderr } = await replay(trades);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').filter((line) => / BTCUSDT {2}(bought|sold) /.test(line))).toHaveLength(2001);
    expect(stdout).toContain('\n2001 trades of BTCUSDT\nfrom 2021-01-08T');
    expect(JSON.parse((await replay(trades, '--json')).stdout)).toMatchObject({ symbol: 'BTCUSDT', trades: 2001 });
  });
});

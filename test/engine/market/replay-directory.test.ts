import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type JournalDirectory, readDirectory } from '../../../src/durability/inspect/read-directory.ts';
import { replayDirectory } from '../../../src/engine/market/replay-directory.ts';
import { quote } from '../../../src/engine/strategy/market-maker.ts';
import { systemDisk } from '../../../src/node/disk.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { type LiveVenue, liveEngine, liveVenue, stateOf } from '../live-rig.ts';

const silent = () => {};
const patient = { timeout: 20_000, interval: 50 };

describe('the decisions of a real directory made again (rows 10, 67)', { timeout: 60_000 }, () => {
  let folder: TemporaryFolder;
  let venue: LiveVenue;
  let source: JournalDirectory;

  /** Two lives of an engine on one directory. */
  beforeAll(async () => {
    folder = await temporaryFolder();
    venue = await liveVenue(folder.path, 'A', 7);
    for (const fills of [10, 25]) {
      const engine = liveEngine(folder.path, [venue]);
      await vi.waitFor(async () => expect((await stateOf(engine)).fills.length).toBeGreaterThan(fills), patient);
      engine.stop();
      await engine.ended;
    }
    source = await readDirectory(systemDisk, `${folder.path}/data`);
  }, 60_000);
  afterAll(async () => {
    for (const link of venue.links) await link.stop();
    await venue.running.close();
    await folder[Symbol.asyncDispose]();
  });

  it('are the same from the same data, every one of them', async () => {
    const again = await replayDirectory(source, {}, silent);
    expect(again).toMatchObject({
      differences: [],
      withoutMarket: 0,
      lost: 0,
      unjournaled: 0,
      intentsWithoutLook: 0,
      problems: [],
    });
    expect(again.decisions).toBeGreaterThan(30);
    expect(again.intents).toBeGreaterThan(30);
    expect(again.looks).toBeGreaterThan(again.decisions);
  });

  it('of another strategy differ, and each difference is named', async () => {
    const again = await replayDirectory(
      source,
      {
        strategy: (view, rules) => {
          const { cancel, place } = quote(view, rules);
          return { cancel, place: place.map((each) => ({ ...each, price: each.price + rules.tick })) };
        },
      },
      silent,
    );
    expect(again.differences.length).toBeGreaterThan(30);
    expect(again.differences[0]).toMatchObject({
      venue: 'A',
      journaled: expect.any(String),
      again: expect.any(String),
    });
  });

  it('are not compared where there is no market data', async () => {
    const without = {
      ...systemDisk,
      list: async () => (await systemDisk.list(source.directory)).filter((name) => !name.startsWith('market-')),
    };
    const again = await replayDirectory({ ...source, disk: without }, {}, silent);
    expect(again).toMatchObject({ from: null, looks: 0 });
  });
});

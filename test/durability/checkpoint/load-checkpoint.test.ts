import { expect, test } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import { deserialiseState } from '../../../src/core/deserialise.ts';
import { serialiseState, stateSchemaVersion } from '../../../src/core/serialise.ts';
import type { Instrument } from '../../../src/core/state.ts';
import { recomputedStateHash } from '../../../src/core/state-hash.ts';
import { instrumentsOf } from '../../../src/core/views.ts';
import { writeCheckpoint } from '../../../src/durability/checkpoint/checkpoint-format.ts';
import { loadCheckpoint } from '../../../src/durability/checkpoint/load-checkpoint.ts';
import { durabilityParts } from '../../../src/durability/parts.ts';
import { tradingFact } from '../../bench/trading-facts.ts';
import { stateAfter } from '../../core/arbitrary-facts.ts';

const file = 'checkpoint-00000000000000000001.mcp';

/** A checkpoint of a trading state whose first instrument was changed before it was hashed and sealed. */
async function loadedAfter(change: (instrument: Instrument) => void) {
  const facts = Array.from({ length: 41 }, (_, number) => tradingFact(number));
  const state = deserialiseState(serialiseState(stateAfter(facts)));
  const [instrument] = instrumentsOf(state);
  if (instrument === undefined) throw new Error('unreachable: the facts trade');
  change(instrument);
  const header = {
    schema: stateSchemaVersion,
    clusterId: 7n,
    sequence: state.head.sequence,
    stateHash: recomputedStateHash(state),
    epoch: 1,
    parentChecksum: 0,
    configurationHash: '',
  };
  const disk = memoryDisk();
  await disk.makeDirectory('/data');
  disk.setBytes(`/data/${file}`, writeCheckpoint(header, serialiseState(state)).bytes);
  return loadCheckpoint(disk, '/data', file, 7n, durabilityParts);
}

test('a sound checkpoint is loaded', async () => {
  expect(await loadedAfter(() => {})).toMatchObject({ sequence: 41n });
});

test('one whose usage is not what its orders use is refused in a sentence, although its checksum and hash hold (row 6)', async () => {
  const loaded = await loadedAfter(({ usage }) => {
    usage.orders += 1;
  });
  expect(loaded).toEqual({
    file,
    offset: 104,
    reason: expect.stringMatching(/^expected alpha BTCUSDT to use \d orders, .* as its orders do, found \d orders/),
  });
});

test('one whose profit is not what its fills say is refused in a sentence (row 7)', async () => {
  const loaded = await loadedAfter((instrument) => {
    instrument.realisedE16 += 1n;
  });
  expect(loaded).toEqual({
    file,
    offset: 104,
    reason: expect.stringMatching(/^expected alpha BTCUSDT to hold .* as its fills say, found .* with 1e-16 realised$/),
  });
});

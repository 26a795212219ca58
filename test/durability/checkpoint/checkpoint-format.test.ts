import { expect, test } from 'vitest';
import {
  type CheckpointHeader,
  CheckpointMemory,
  checkpointProblem,
  readCheckpoint,
  writeCheckpoint,
} from '../../../src/durability/checkpoint/checkpoint-format.ts';

const header: CheckpointHeader = {
  schema: 2,
  clusterId: 7n,
  sequence: 9n,
  stateHash: 11n,
  epoch: 13,
  parentChecksum: 17,
  configurationHash: 'ab'.repeat(32),
};

test('one checkpoint after another in the same memory has the bytes it would have had alone, longer, shorter or not of ASCII', () => {
  const memory = new CheckpointMemory();
  for (const payload of ['short', 'long'.repeat(100_000), '', 'ä€😀'.repeat(30_000), 'short']) {
    const own = writeCheckpoint(header, payload);
    const pieces = payload.match(/.{1,1000}/gsu) ?? [];
    const { bytes, checksum } = memory.seal({ ...header, configurationHash: '' }, pieces);
    expect(checksum).not.toBe(own.checksum);
    expect(memory.seal(header, pieces)).toEqual(own);
    expect(bytes.length).toBe(own.bytes.length);
    const image = readCheckpoint(own.bytes);
    if ('problem' in image) throw new Error(image.problem);
    expect([checkpointProblem(image), image]).toMatchObject([null, { ...header, payload }]);
  }
});

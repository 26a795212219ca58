/** Every checkpoint of a directory on its own and in its chain; whether they agree with the journal, verify.ts says. */

import { readCheckpoint } from '../checkpoint/checkpoint-format.ts';
import { type LoadedCheckpoint, loadCheckpoint } from '../checkpoint/load-checkpoint.ts';
import { asRefusal, type Refusal, refusal } from '../errors.ts';
import { durabilityParts } from '../parts.ts';
import type { JournalDirectory } from './read-directory.ts';

export interface CheckedCheckpoints {
  readonly count: number;
  /** Ascending by sequence. */
  readonly sound: readonly LoadedCheckpoint[];
  readonly damage: readonly Refusal[];
}

interface Checked {
  readonly loaded: LoadedCheckpoint;
  readonly base: boolean;
  readonly parentChecksum: number;
}

export async function checkCheckpoints(source: JournalDirectory): Promise<CheckedCheckpoints> {
  const { disk, directory, clusterId, files } = source;
  const damage: Refusal[] = [];
  const checked: Checked[] = [];
  for (const { file, sequence, base } of files.checkpoints) {
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, durabilityParts);
    if (!('state' in loaded)) {
      damage.push(asRefusal(loaded, sequence));
      continue;
    }
    const image = readCheckpoint(await disk.readFile(`${directory}/${file}`));
    if ('problem' in image) continue;
    const head = loaded.state.head;
    const own = [
      { offset: 24, expected: `sequence ${sequence}`, found: `sequence ${image.sequence}` },
      { offset: 24, expected: `sequence ${image.sequence}`, found: `sequence ${head.sequence}` },
      { offset: 40, expected: `epoch ${head.epoch}`, found: `epoch ${image.epoch}` },
      {
        offset: 48,
        expected: `configuration ${head.configuration?.hash ?? ''}`,
        found: `configuration ${image.configurationHash}`,
      },
    ].filter(({ expected, found }) => expected !== found);
    damage.push(...own.map((difference) => refusal({ file, sequence, ...difference })));
    if (own.length === 0) checked.push({ loaded, base, parentChecksum: image.parentChecksum });
  }
  const ascending = checked.toSorted((left, right) => (left.loaded.sequence < right.loaded.sequence ? -1 : 1));
  const sound = ascending.map(({ loaded }) => loaded);
  // With a generation missing from the chain, the one after it rightly names what is not there.
  if (damage.length === 0) damage.push(...brokenParents(ascending));
  return { count: files.checkpoints.length, sound, damage };
}

/** The oldest generation's parent has been removed; every other one names an older file. */
function brokenParents(ascending: readonly Checked[]): Refusal[] {
  const generations = ascending.filter(({ base }) => !base);
  return generations.slice(1).flatMap(({ loaded, parentChecksum }) => {
    const { file, sequence } = loaded;
    const older = ascending.filter((each) => each.loaded.sequence < sequence).map((each) => each.loaded.checksum);
    if (parentChecksum === 0 || older.includes(parentChecksum)) return [];
    const expected = 'the checksum of an older checkpoint as parent';
    return [refusal({ file, offset: 44, sequence, expected, found: parentChecksum.toString(16).padStart(8, '0') })];
  });
}

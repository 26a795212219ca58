/**
 * A journal that ends after any of its records, at any batch boundary or one byte beside it: cut there with all that
 * followed, or with later segments still standing. damage.test.ts cuts its last batch at every byte.
 */
import { expect, test } from 'vitest';
import { type MemoryDisk, memoryDisk } from '../../simulators/world/disk.ts';
import { apply } from '../../src/core/apply.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Entry, Fact } from '../../src/core/records.ts';
import { serialiseState } from '../../src/core/serialise.ts';
import { batchHeaderBytes } from '../../src/durability/journal/batch-frame.ts';
import { segmentHeaderBytes } from '../../src/durability/journal/segment-header.ts';
import type { Refused } from '../../src/durability/open-directory.ts';
import { firstEntry, groupsOf } from './crash-workload.ts';
import { recordEnds } from './reseal.ts';
import { checkpoint, directory, type JournalFrame, journalFiles, journalFrames, open, opened, write } from './rig.ts';

const groups = groupsOf(11, 24);
const lastWords: readonly Fact[] = [{ type: 'alarm', code: 'test', text: 'after the cut' }];

interface Sound {
  readonly disk: MemoryDisk;
  readonly files: readonly string[];
  readonly frames: readonly JournalFrame[];
  /** By the sequence of their last entry. */
  readonly states: readonly string[];
}

/** Closed, over several segments; with a checkpoint after so many groups. */
async function soundJournal(checkpointAfter: readonly number[] = []): Promise<Sound> {
  const disk = memoryDisk();
  const live = await opened(disk);
  const entries: Entry[] = [firstEntry];
  for (const [index, facts] of groups.entries()) {
    if (checkpointAfter.includes(index)) await checkpoint(live, disk);
    entries.push(...live.journal.append(facts));
    await new Promise<void>((resolve) => live.journal.afterDurable(BigInt(entries.length), resolve));
  }
  await live.journal.close();
  const state = emptyState();
  const states = [serialiseState(state)];
  for (const entry of entries) {
    apply(state, entry);
    states.push(serialiseState(state));
  }
  const files = await journalFiles(disk);
  expect(files.length).toBeGreaterThan(3);
  return { disk, files, frames: await journalFrames(disk), states };
}

interface Cut {
  readonly file: string;
  readonly at: number;
}

const endOf = ({ offset, body }: JournalFrame) => offset + batchHeaderBytes + body.length;

/** Behind the header of each segment, behind each record, and at, before and behind each end of a frame. */
function cutsOf({ files, frames }: Sound): readonly Cut[] {
  return files.flatMap((file) => {
    const here = frames.filter((frame) => frame.file === file);
    const ends = [segmentHeaderBytes, ...here.map(endOf)].flatMap((end) => [end - 1, end, end + 1]);
    const records = here.flatMap(({ offset, body }) => recordEnds(body).map((end) => offset + batchHeaderBytes + end));
    return [...new Set([...ends, ...records])].sort((one, other) => one - other).map((at) => ({ file, at }));
  });
}

function cutAt({ disk }: Sound, { file, at }: Cut): MemoryDisk {
  const copy = disk.clone();
  copy.setBytes(`${directory}/${file}`, disk.bytesOf(`${directory}/${file}`).subarray(0, at));
  return copy;
}

/** The journal as if nothing had been written behind the cut. */
async function cutOff(sound: Sound, cut: Cut): Promise<MemoryDisk> {
  const copy = cutAt(sound, cut);
  for (const later of sound.files.filter((file) => file > cut.file)) await copy.remove(`${directory}/${later}`);
  return copy;
}

/** What stands whole before a cut. */
function prefixOf({ disk, frames }: Sound, { file, at }: Cut) {
  const whole = frames.filter((frame) => frame.file < file || (frame.file === file && endOf(frame) <= at));
  const lastHere = whole.findLast((frame) => frame.file === file);
  const soundEnd = lastHere === undefined ? segmentHeaderBytes : endOf(lastHere);
  const rest = disk.bytesOf(`${directory}/${file}`).subarray(soundEnd, at);
  const sequence = whole.reduce((sum, { header }) => sum + header.count, 0);
  return { sequence, soundEnd, torn: rest.some((byte) => byte !== 0) };
}

/** The damage is named in the cut file, where its sound frames end or at the broken record behind that. */
function expectNamed({ refusals }: Refused, { file, at }: Cut, soundEnd: number): void {
  expect(refusals).toMatchObject([{ file }]);
  const { offset } = refusals[0] ?? expect.fail('Expected a refusal');
  expect(offset).toBeGreaterThanOrEqual(at < segmentHeaderBytes ? 0 : soundEnd);
  expect(offset).toBeLessThanOrEqual(at);
}

test('a journal cut off after any record, or one byte beside any batch, is repaired to exactly the batches before the cut (row 19)', async () => {
  const sound = await soundJournal();
  const tally = { refused: 0, repaired: 0, whole: 0 };
  for (const cut of cutsOf(sound)) {
    const copy = await cutOff(sound, cut);
    const result = await open(copy);
    if ('refusals' in result) {
      expect([cut.at < segmentHeaderBytes, result.refusals]).toMatchObject([true, [{ file: cut.file, offset: 0 }]]);
      tally.refused += 1;
      continue;
    }
    const { sequence, soundEnd, torn } = prefixOf(sound, cut);
    // A journal without any entry gets the configuration as its first one.
    const head = Math.max(sequence, 1);
    expect(result.state.head.sequence, `cut of ${cut.file} at ${cut.at}`).toBe(BigInt(head));
    expect(serialiseState(result.state)).toBe(sound.states[head]);
    if (torn) expect(result.tornTail).toMatchObject({ file: cut.file, offset: soundEnd });
    else expect(result.tornTail).toBeNull();
    tally[torn ? 'repaired' : 'whole'] += 1;
    await write(result, [lastWords]);
    await result.journal.close();
    expect(await open(copy)).toMatchObject({ tornTail: null, state: { head: { sequence: BigInt(head + 1) } } });
  }
  expect(tally.refused).toBe(sound.files.length);
  expect(tally.repaired).toBeGreaterThan(100);
  expect(tally.whole).toBeGreaterThan(sound.frames.length);
}, 60_000);

test('a journal cut off below what a checkpoint holds is refused at the cut, and cut off above it is repaired (row 21)', async () => {
  const sound = await soundJournal([8, 16]);
  const held = groups.slice(0, 16).reduce((sum, facts) => sum + facts.length, 1);
  const tally = { refused: 0, opened: 0 };
  for (const cut of cutsOf(sound)) {
    const result = await open(await cutOff(sound, cut));
    const { sequence, soundEnd } = prefixOf(sound, cut);
    if ('refusals' in result) {
      expect(sequence < held || cut.at < segmentHeaderBytes).toBe(true);
      expectNamed(result, cut, soundEnd);
      tally.refused += 1;
      continue;
    }
    expect(sequence).toBeGreaterThanOrEqual(held);
    expect(serialiseState(result.state)).toBe(sound.states[sequence]);
    tally.opened += 1;
    await result.journal.close();
  }
  expect(Math.min(tally.refused, tally.opened)).toBeGreaterThan(50);
}, 60_000);

test('a segment cut while later ones stand is refused at the cut, unless only zeros were cut (row 20)', async () => {
  const sound = await soundJournal();
  const tally = { refused: 0, whole: 0 };
  for (const cut of cutsOf(sound).filter(({ file }) => file !== sound.files.at(-1))) {
    const copy = cutAt(sound, cut);
    const result = await open(copy);
    const lost = sound.frames.filter((frame) => frame.file === cut.file && endOf(frame) > cut.at);
    if ('refusals' in result) {
      const { soundEnd, torn } = prefixOf(sound, cut);
      const next = sound.files[sound.files.indexOf(cut.file) + 1];
      if (cut.at < segmentHeaderBytes || torn) expectNamed(result, cut, soundEnd);
      // Nothing broken stands at the cut: what misses the frame is the head of the next segment.
      else {
        const [first] = lost;
        const records = { offset: 24, expected: `sequence ${first?.header.firstSequence} or earlier` };
        const emptyFrame = { offset: 44, expected: 'the checksum of the frame before' };
        const missed = lost.some(({ header }) => header.count > 0) ? records : emptyFrame;
        expect(result.refusals).toMatchObject([{ file: next, ...missed }]);
      }
      expect(lost.length).toBeGreaterThan(0);
      tally.refused += 1;
    } else {
      expect(lost).toEqual([]);
      expect(serialiseState(result.state)).toBe(sound.states.at(-1));
      tally.whole += 1;
      await result.journal.close();
    }
  }
  expect(tally.refused).toBeGreaterThan(100);
  expect(tally.whole).toBe(2 * (sound.files.length - 1));
}, 60_000);

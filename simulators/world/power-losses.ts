/**
 * What a power loss may leave of a recorded workload, enumerated.
 *
 * - Durable: what stood there before, a file's writes before its last sync, a directory's changes before its last sync.
 *   All else is pending.
 * - Of the pending steps any subset of at most {@link survivorsMax} survives, or all of them: so writes are dropped
 *   and reordered, and a later step may stand without an earlier one.
 * - A write that survives may be torn: of its sectors of 512 bytes any subset is there while it has at most
 *   {@link tornSectorsMax}, else each prefix up to that many sectors and each suffix that lacks as many.
 * - A sector is written whole: where a later write of a sector survives, the earlier bytes of that sector are there too,
 *   and the zeros that a truncation left in it. The length a truncation gave is a step of its own, which may be lost.
 */
import { type MemoryDisk, memoryDisk } from './disk.ts';
import { DurableFiles, type ZeroStep } from './durable-files.ts';
import type { NameStep, Recording, TruncateStep, WriteStep } from './recorded-disk.ts';

export const sectorBytes = 512;
export const survivorsMax = 4;
export const tornSectorsMax = 4;

type DataStep = WriteStep | TruncateStep;
type PendingStep = DataStep | NameStep;

export interface PowerLoss {
  /** Steps that had taken effect when the power went. */
  readonly position: number;
  /** What survived of the pending ones, in words. */
  readonly description: string;
  /** Two losses that leave the same files with the same bytes have the same digest. */
  digest(): string;
  /** By path, as the next start finds them. */
  files(): ReadonlyMap<string, Uint8Array>;
  /** The same on a disk; everything on it is durable. */
  disk(): MemoryDisk;
}

/** Every power loss after `steps[0, position)`, for each position from `from` to the end of the workload. */
export function* powerLosses({ initial, steps }: Recording, directory: string, from = 0): Generator<PowerLoss> {
  const durable = new DurableFiles(initial);
  let pending: PendingStep[] = [];
  for (let position = 0; position <= steps.length; position++) {
    if (position >= from) yield* lossesAt(position, durable.clone(), pending, directory);
    const step = steps[position];
    if (step === undefined) return;
    if (step.kind !== 'sync' && step.kind !== 'syncDirectory') {
      pending = [...pending, step];
      continue;
    }
    const settled = (each: PendingStep) =>
      step.kind === 'sync'
        ? each.kind !== 'name' && each.inode === step.inode
        : each.kind === 'name' && each.directory === step.directory;
    for (const each of pending) if (settled(each)) durable.apply(each);
    pending = pending.filter((each) => !settled(each));
  }
}

function* lossesAt(
  position: number,
  durable: DurableFiles,
  pending: readonly PendingStep[],
  directory: string,
): Generator<PowerLoss> {
  for (const survivors of subsets(pending.length)) {
    yield loss(position, durable, pending, survivors, null, directory);
    for (const index of survivors) {
      const step = pending[index];
      if (step?.kind !== 'write') continue;
      for (const sectors of tears(sectorsOf(step)))
        yield loss(position, durable, pending, survivors, { index, sectors }, directory);
    }
  }
}

interface Tear {
  readonly index: number;
  /** The sectors of the file that the torn write reached. */
  readonly sectors: ReadonlySet<number>;
}

function loss(
  position: number,
  durable: DurableFiles,
  pending: readonly PendingStep[],
  survivors: readonly number[],
  tear: Tear | null,
  directory: string,
): PowerLoss {
  const torn = tear === null ? '' : `, step ${tear.index} torn to sectors ${[...tear.sectors].join(' ') || 'none'}`;
  const after = once(() => filesAfter(durable, pending, survivors, tear));
  return {
    position,
    description: `after step ${position}: of ${pending.length} pending steps ${survivors.join(' ') || 'none'} survived${torn}`,
    digest: () => after().digest(),
    files: () => after().byPath(),
    disk: () => {
      const disk = memoryDisk();
      void disk.makeDirectory(directory);
      for (const [path, bytes] of after().byPath()) disk.setBytes(path, bytes);
      return disk;
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function filesAfter(
  durable: DurableFiles,
  pending: readonly PendingStep[],
  survivors: readonly number[],
  tear: Tear | null,
): DurableFiles {
  const after = durable.clone();
  for (const index of survivors) {
    const step = pending[index];
    if (step?.kind === 'name') after.apply(step);
  }
  for (const piece of survivingPieces(pending, survivors, tear)) after.apply(piece);
  return after;
}

/** The pieces of writes that are there, in order: in each sector all up to the last that survived there. */
function survivingPieces(
  pending: readonly PendingStep[],
  survivors: readonly number[],
  tear: Tear | null,
): readonly (DataStep | ZeroStep)[] {
  const lastIn = new Map<string, number>();
  for (const index of survivors) {
    const step = pending[index];
    if (step?.kind !== 'write') continue;
    const reached = tear?.index === index ? tear.sectors : sectorsOf(step);
    for (const sector of reached) lastIn.set(`${step.inode} ${sector}`, index);
  }
  const isThere = (inode: number, sector: number, index: number) => (lastIn.get(`${inode} ${sector}`) ?? -1) >= index;
  return pending.flatMap((step, index): readonly (DataStep | ZeroStep)[] => {
    if (step.kind === 'write') {
      const sectors = sectorsOf(step).filter((sector) => isThere(step.inode, sector, index));
      return sectors.map((sector) => pieceIn(step, sector));
    }
    if (step.kind === 'name') return [];
    if (survivors.includes(index)) return [step];
    return [...lastIn.keys()].flatMap((key) => {
      const [inode, sector] = key.split(' ').map(Number);
      if (inode !== step.inode || sector === undefined || !isThere(inode, sector, index)) return [];
      return zerosBehind(step, sector);
    });
  });
}

/** What a truncation that was itself lost left in a sector that a later write brought to the disk. */
function zerosBehind({ inode, length }: TruncateStep, sector: number): readonly ZeroStep[] {
  const end = (sector + 1) * sectorBytes;
  return end <= length ? [] : [{ kind: 'zero', inode, start: Math.max(length, sector * sectorBytes), end }];
}

function pieceIn(step: WriteStep, sector: number): WriteStep {
  const start = Math.max(step.offset, sector * sectorBytes);
  const end = Math.min(step.offset + step.bytes.length, (sector + 1) * sectorBytes);
  return { ...step, offset: start, bytes: step.bytes.subarray(start - step.offset, end - step.offset) };
}

function sectorsOf({ offset, bytes }: WriteStep): number[] {
  if (bytes.length === 0) return [];
  const first = Math.floor(offset / sectorBytes);
  const last = Math.floor((offset + bytes.length - 1) / sectorBytes);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Proper, non-empty parts of a write's sectors. */
function* tears(sectors: readonly number[]): Generator<ReadonlySet<number>> {
  if (sectors.length <= tornSectorsMax) {
    for (let mask = 1; mask < 2 ** sectors.length - 1; mask++)
      yield new Set(sectors.filter((_, index) => (mask >> index) & 1));
    return;
  }
  for (let count = 1; count <= tornSectorsMax; count++) {
    yield new Set(sectors.slice(0, count));
    yield new Set(sectors.slice(count));
  }
}

/** Index lists of at most {@link survivorsMax} of `count`, and the one of all. */
export function* subsets(count: number): Generator<readonly number[]> {
  function* grow(chosen: readonly number[], next: number): Generator<readonly number[]> {
    yield chosen;
    if (chosen.length === survivorsMax) return;
    for (let index = next; index < count; index++) yield* grow([...chosen, index], index + 1);
  }
  yield* grow([], 0);
  if (count > survivorsMax) yield Array.from({ length: count }, (_, index) => index);
}

/**
 * What a power loss may leave of a recorded workload, enumerated.
 *
 * - Durable: a file's writes before its last sync, a directory's changes before its last sync. All else is pending.
 * - Of the pending steps any subset of at most {@link survivorsMax} survives, or all of them: so writes are dropped
 *   and reordered, and a later step may stand without an earlier one.
 * - A write that survives may be torn: of its sectors of 512 bytes any subset is there while it has at most
 *   {@link tornSectorsMax}, else each prefix up to that many sectors and each suffix that lacks as many.
 * - A sector is written whole: where a later write of a sector survives, the earlier bytes of that sector are there too.
 */
import { type MemoryDisk, memoryDisk } from './disk.ts';
import type { DiskStep, NameStep } from './recorded-disk.ts';

export const sectorBytes = 512;
export const survivorsMax = 4;
export const tornSectorsMax = 4;

type WriteStep = Extract<DiskStep, { kind: 'write' }>;

export interface PowerLoss {
  /** Steps that had taken effect when the power went. */
  readonly position: number;
  /** What survived of the pending ones, in words. */
  readonly description: string;
  /** The disk as the next start finds it; everything on it is durable. */
  disk(): MemoryDisk;
}

/** Every power loss after `steps[0, position)`, for each position from `from` to the end of the workload. */
export function* powerLosses(steps: readonly DiskStep[], directory: string, from = 0): Generator<PowerLoss> {
  const durable = new DurableState();
  let pending: (WriteStep | NameStep)[] = [];
  for (let position = 0; position <= steps.length; position++) {
    if (position >= from) yield* lossesAt(position, durable.clone(), pending, directory);
    const step = steps[position];
    if (step === undefined) return;
    if (step.kind === 'write' || step.kind === 'name') pending = [...pending, step];
    else {
      const settled = (each: WriteStep | NameStep) =>
        step.kind === 'sync'
          ? each.kind === 'write' && each.inode === step.inode
          : each.kind === 'name' && each.directory === step.directory;
      for (const each of pending) if (settled(each)) durable.apply(each);
      pending = pending.filter((each) => !settled(each));
    }
  }
}

function* lossesAt(
  position: number,
  durable: DurableState,
  pending: readonly (WriteStep | NameStep)[],
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
  durable: DurableState,
  pending: readonly (WriteStep | NameStep)[],
  survivors: readonly number[],
  tear: Tear | null,
  directory: string,
): PowerLoss {
  const torn = tear === null ? '' : `, step ${tear.index} torn to sectors ${[...tear.sectors].join(' ') || 'none'}`;
  return {
    position,
    description: `after step ${position}: of ${pending.length} pending steps ${survivors.join(' ') || 'none'} survived${torn}`,
    disk: () => {
      const state = durable.clone();
      for (const index of survivors) {
        const step = pending[index];
        if (step?.kind === 'name') state.apply(step);
      }
      for (const piece of survivingPieces(pending, survivors, tear)) state.apply(piece);
      return state.toDisk(directory);
    },
  };
}

/** The pieces of writes that are there, in order: in each sector all up to the last that survived there. */
function survivingPieces(
  pending: readonly (WriteStep | NameStep)[],
  survivors: readonly number[],
  tear: Tear | null,
): readonly WriteStep[] {
  const lastIn = new Map<string, number>();
  for (const index of survivors) {
    const step = pending[index];
    if (step?.kind !== 'write') continue;
    const reached = tear?.index === index ? tear.sectors : sectorsOf(step);
    for (const sector of reached) lastIn.set(`${step.inode} ${sector}`, index);
  }
  return pending.flatMap((step, index) => {
    if (step.kind !== 'write') return [];
    return sectorsOf(step)
      .filter((sector) => (lastIn.get(`${step.inode} ${sector}`) ?? -1) >= index)
      .map((sector) => pieceIn(step, sector));
  });
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

class DurableState {
  #files = new Map<number, Uint8Array>();
  #names = new Map<string, number>();

  /** Bytes are replaced, never changed in place, so that clones may share them. */
  clone(): DurableState {
    const copy = new DurableState();
    copy.#files = new Map(this.#files);
    copy.#names = new Map(this.#names);
    return copy;
  }

  apply(step: WriteStep | NameStep): void {
    if (step.kind === 'name') {
      if (step.removes !== null) this.#names.delete(step.removes);
      if (step.gives !== null) this.#names.set(step.gives.path, step.gives.inode);
      return;
    }
    const before = this.#files.get(step.inode) ?? new Uint8Array(0);
    const after = new Uint8Array(Math.max(before.length, step.offset + step.bytes.length));
    after.set(before);
    after.set(step.bytes, step.offset);
    this.#files.set(step.inode, after);
  }

  toDisk(directory: string): MemoryDisk {
    const disk = memoryDisk();
    void disk.makeDirectory(directory);
    for (const [path, inode] of this.#names) disk.setBytes(path, this.#files.get(inode) ?? new Uint8Array(0));
    return disk;
  }
}

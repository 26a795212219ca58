/** The market-data files of a directory as one run of items, with what is missing between them named. */
import type { Disk } from '../../ports/disk.ts';
import { type MarketFile, marketFileName, marketFileNumbers, readMarketFile } from './market-file.ts';
import type { StampedItem } from './market-items.ts';

/** The items of one file; a new `life` of the engine knows nothing of the tops before it. */
export interface MarketStretch {
  readonly file: string;
  readonly life: 'new' | 'continued';
  readonly items: readonly StampedItem[];
}

/** `missing`: not there, or not readable by this build; `damaged`: there, and not what was written. */
export interface ReplayProblem {
  readonly kind: 'missing' | 'damaged';
  /** A sentence that names the file. */
  readonly reason: string;
}

export interface MarketData {
  readonly stretches: readonly MarketStretch[];
  /** Gaps, damage, files of other directories or formats. A torn end, or a head that was never finished, is none. */
  readonly problems: readonly ReplayProblem[];
}

export async function readMarketData(disk: Disk, directory: string, clusterId: bigint): Promise<MarketData> {
  const stretches: MarketStretch[] = [];
  const problems: ReplayProblem[] = [];
  const tell = (kind: ReplayProblem['kind'], reason: string) => problems.push({ kind, reason });
  let before: MarketFile | null = null;
  for (const number of marketFileNumbers(await disk.list(directory))) {
    const file = marketFileName(number);
    const found = readMarketFile(file, await disk.readFile(`${directory}/${file}`));
    if ('problem' in found) {
      if (found.kind !== 'torn') tell(found.kind, `${file}: ${found.problem}`);
      continue;
    }
    if (found.head.clusterId !== clusterId) {
      tell('missing', `${file}: belongs to another directory`);
      continue;
    }
    const life = found.head.firstItem === 1n ? 'new' : 'continued';
    const gap = before === null || life === 'new' ? 0n : found.head.firstItem - before.nextItem;
    if (gap !== 0n) tell('missing', `${file}: ${gap} items before it are missing`);
    if (found.brokenAt !== null && found.brokenAt.kind === 'damaged') tell('damaged', found.brokenAt.reason);
    stretches.push({ file, life, items: found.items });
    before = found;
  }
  return { stretches, problems };
}

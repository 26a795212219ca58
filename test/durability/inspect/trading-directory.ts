/** A directory of several segments and checkpoints with ordinary trading in it. */
import type { MemoryDisk } from '../../../simulators/world/disk.ts';
import { type JournalDirectory, readDirectory } from '../../../src/durability/inspect/read-directory.ts';
import { tradingFact } from '../../bench/trading-facts.ts';
import { closedDirectory, directory } from '../rig.ts';

/** Groups of one to four facts; two checkpoints lie inside, in different segments. The configuration is entry 1. */
export function tradingDirectory(groups = 24): Promise<MemoryDisk> {
  let number = 0;
  const facts = Array.from({ length: groups }, (_, group) =>
    Array.from({ length: 1 + (group % 4) }, () => {
      number += 1;
      return tradingFact(number);
    }),
  );
  return closedDirectory(facts, [Math.floor(groups / 3), Math.floor((groups * 2) / 3)]);
}

export const read = (disk: MemoryDisk): Promise<JournalDirectory> => readDirectory(disk, directory);
export const silent = () => {};

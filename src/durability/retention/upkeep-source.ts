import type { Disk } from '../../ports/disk.ts';
import type { Refusal } from '../errors.ts';
import type { JournalPosition } from '../journal/journal.ts';
import type { DurabilityParts } from '../parts.ts';

/** The directory of a live journal, as those see it who care for its files while it is written. */
export interface UpkeepSource {
  readonly disk: Disk;
  readonly directory: string;
  readonly clusterId: bigint;
  readonly parts: DurabilityParts;
  /** How far the journal can be read now: behind it a batch may be in flight. */
  readonly position: () => JournalPosition;
}

/** Something wrong with a file that no longer matters for the present state, or soon will not. */
export type Finding =
  | {
      readonly code: 'segment-damaged' | 'segment-missing';
      readonly refusal: Refusal;
      /** This segment and all before it can no longer be a beginning of the journal. */
      readonly segmentId: number;
    }
  | {
      /** A retirement that a crash interrupted: told once, when it began. */
      readonly code: 'retirement-unfinished';
      readonly refusal: null;
      readonly segmentId: number;
    }
  | { readonly code: 'checkpoint-damaged' | 'checkpoint-missing'; readonly refusal: Refusal; readonly file: string };

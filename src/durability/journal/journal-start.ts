import type { State } from '../../core/state.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Disk } from '../../ports/disk.ts';
import type { DurabilityParts } from '../parts.ts';
import type { OpenSegment } from './segment-file.ts';

/** What a journal goes on from: the state at its head, and the place in the files behind it. */
export interface JournalStart {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly directory: string;
  readonly clusterId: bigint;
  readonly state: State;
  readonly parts: DurabilityParts;
  readonly segment: OpenSegment;
  readonly segmentBytes: number;
  readonly previousChecksum: number;
}

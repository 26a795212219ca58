/**
 * The cold rebuild (row 46): a new journal directory from what the venues know, for one that was refused or lost.
 *
 *   lock the old directory → salvage its highest epoch → ask every venue → write the new directory
 *
 * - Of the old directory only the epoch is believed; it is never changed.
 * - Nothing is sent but queries. What rests at the venues is adopted, so the positions are the same as before.
 * - The new epoch lies above every one the old directory, the clock or an id of ours at a venue names (rule 3).
 */
import type { VenueConnection } from '../../contract/engine.ts';
import type { Fact } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { formatHash } from '../../core/state-hash.ts';
import { openOrders } from '../../core/views.ts';
import type { DurabilityParts } from '../../durability/parts.ts';
import type { Disk } from '../../ports/disk.ts';
import { knownInstrument } from '../known-instrument.ts';
import { configurationOf } from '../lifecycle/configuration.ts';
import { highestEpoch, nextEpoch } from '../orders/client-order-id.ts';
import { type Salvage, salvage } from './salvage.ts';
import { type AskOptions, askVenue, type VenuePicture } from './venue-picture.ts';
import { type WriteOptions, writeRebuilt } from './write-directory.ts';

export interface RebuildOptions extends AskOptions, Pick<WriteOptions, 'into' | 'lockDirectory'> {
  /** The directory that was refused or lost. */
  readonly from: string;
  readonly venues: readonly VenueConnection[];
  readonly disk: Disk;
  readonly parts: DurabilityParts;
  /** Names this rebuild as an incarnation. */
  readonly incarnation: string;
}

/** What was found of one instrument. */
export interface RebuiltInstrument {
  readonly venue: string;
  readonly symbol: string;
  /** All orders of ours the venue lists, and those of them that still rest. */
  readonly orders: number;
  readonly resting: number;
  readonly fills: number;
  readonly position: bigint;
}

export interface Rebuilt {
  readonly from: string;
  readonly into: string;
  readonly salvage: Salvage;
  readonly epoch: number;
  readonly highestEpochAtVenues: number;
  readonly sequence: bigint;
  readonly waitedMs: number;
  readonly externalOrders: number;
  readonly instruments: readonly RebuiltInstrument[];
}

/** Why nothing was rebuilt; nothing was written then. */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused';
}

/** @throws RebuildRefused, QueryFailed, AccountInUse, PlaceTaken, or the disk's error: nothing stands at `into` then. */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { from, into, disk, clock, venues, cryptography, incarnation } = options;
  const lock = await lockIfThere(options);
  try {
    const found = await salvage(disk, from, clock.wallMs());
    for (const problem of found.unreadable) options.tell(`could not be read and is not needed: ${problem}`);
    const pictures = await Promise.all(venues.map((venue) => askVenue(venue, options)));
    const highestEpochAtVenues = highestEpoch(pictures.flatMap(({ seen }) => seen));
    const epoch = nextEpoch(found.highestEpoch, clock.wallMs(), highestEpochAtVenues);
    const facts: readonly Fact[] = [
      { type: 'epoch', epoch, incarnation },
      ...pictures.flatMap((picture) => picture.facts),
      { type: 'alarm', code: 'rebuilt', text: alarmText(found, pictures) },
      { type: 'stopped', mode: 'rebuilt' },
    ];
    options.tell(`writing ${into}`);
    const configuration = configurationOf(venues, cryptography);
    const state = await writeRebuilt({ ...options, configuration, epoch }, facts);
    return {
      from,
      into,
      salvage: found,
      epoch,
      highestEpochAtVenues,
      sequence: state.head.sequence,
      waitedMs: Math.max(...pictures.map(({ waitedMs }) => waitedMs)),
      externalOrders: pictures.reduce((sum, { external }) => sum + external, 0),
      instruments: venues.flatMap((venue) => instrumentsOf(venue, state, pictures)),
    };
  } finally {
    lock?.release();
  }
}

/**
 * The lock of the old directory, so that no engine lives on it; null when it is not there. A disk that will not lock it
 * (dead, read-only) is passed over in words: the venues tell of an engine that still trades.
 */
async function lockIfThere({ from, disk, lockDirectory, tell }: RebuildOptions): Promise<{ release(): void } | null> {
  if (!(await disk.exists(from).catch(() => false))) return null;
  let lock: { release(): void } | null;
  try {
    lock = await lockDirectory(from);
  } catch (error) {
    tell(
      `${from} could not be locked (${error instanceof Error ? error.message : String(error)}): see that no engine runs on it`,
    );
    return null;
  }
  if (lock === null) throw new RebuildRefused(`${from} is in use by a live engine`);
  return lock;
}

function alarmText(
  { highestEpoch: highest, clusterId, filesRead }: Salvage,
  pictures: readonly VenuePicture[],
): string {
  const cluster = clusterId === null ? 'an unknown cluster' : `cluster ${formatHash(clusterId)}`;
  const names = pictures.map(({ connection }) => connection.name).join(', ');
  return `rebuilt from ${names} in place of ${cluster}, of which ${filesRead} files named epochs up to ${highest}`;
}

function instrumentsOf(
  { name, symbols }: VenueConnection,
  state: State,
  pictures: readonly VenuePicture[],
): readonly RebuiltInstrument[] {
  const facts = pictures.find(({ connection }) => connection.name === name)?.facts ?? [];
  return symbols.map((symbol) => {
    const ids = new Set(
      facts.flatMap((fact) => (fact.type === 'order' && fact.symbol === symbol ? fact.clientOrderId : [])),
    );
    const { fills, position } = knownInstrument(state, name, symbol);
    const resting = openOrders(state).filter((order) => order.venue === name && order.symbol === symbol).length;
    return { venue: name, symbol, orders: ids.size, resting, fills: fills.size, position };
  });
}

/**
 * What a refused or lost journal directory is still believed for: the highest epoch it ever named, so that no client
 * order id is used again (rule 3), and its cluster id for the record. Nothing else in it is trusted, and nothing changed.
 *
 * - A sound head (segment, batch or checkpoint: magic and checksum hold) is believed as it stands.
 * - Anything else that looks like an epoch (`m-<epoch>-<number>`, `"epoch":<n>`, a record, a damaged head) counts too,
 *   unless it lies so far ahead of the clock that only damage can have written it. Too high an epoch costs nothing.
 */
import {
  type CheckpointImage,
  checkpointProblem,
  readCheckpoint,
} from '../../durability/checkpoint/checkpoint-format.ts';
import { checksum } from '../../durability/checksum.ts';
import { readClusterId } from '../../durability/directory.ts';
import { readBatchHeader } from '../../durability/journal/batch-frame.ts';
import { recordHeaderBytes } from '../../durability/journal/record-frame.ts';
import { readSegmentHeader } from '../../durability/journal/segment-header.ts';
import type { Disk } from '../../ports/disk.ts';

export interface Salvage {
  /** 0 when nothing named one. */
  readonly highestEpoch: number;
  /** The file that named it, null when none did. */
  readonly epochFrom: string | null;
  /** Null when the marker cannot be read. */
  readonly clusterId: bigint | null;
  readonly filesRead: number;
  /** Files and directories the disk would not give, each with its reason. */
  readonly unreadable: readonly string[];
}

/** An unsound epoch further ahead of the clock than this was written by damage: 366 days, in seconds. */
const plausibleAheadSeconds = 366 * 86_400;
const chunkBytes = 1 << 20;

export async function salvage(disk: Disk, directory: string, wallMs: number): Promise<Salvage> {
  const unreadable: string[] = [];
  const attempt = async <Value>(what: string, read: () => Promise<Value>, otherwise: Value): Promise<Value> => {
    try {
      return await read();
    } catch (error) {
      unreadable.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  const limit = Math.floor(wallMs / 1000) + plausibleAheadSeconds;
  const isThere = await attempt(directory, () => disk.exists(directory), false);
  const names = isThere ? await attempt(directory, () => disk.list(directory), []) : [];
  let highestEpoch = 0;
  let epochFrom: string | null = null;
  let filesRead = 0;
  for (const name of names.filter((each) => /\.(log|mcp|tmp)$/.test(each)).toSorted()) {
    const bytes = await attempt(name, () => disk.readFile(`${directory}/${name}`), null);
    if (bytes === null) continue;
    filesRead += 1;
    const epoch = highestEpochIn(bytes, limit);
    if (epoch <= highestEpoch) continue;
    highestEpoch = epoch;
    epochFrom = name;
  }
  const hasMarker = names.includes('MUSTER');
  const clusterId = hasMarker ? await attempt('MUSTER', () => readClusterId(disk, directory), null) : null;
  return { highestEpoch, epochFrom, clusterId, filesRead, unreadable };
}

export function highestEpochIn(bytes: Uint8Array, limit: number): number {
  const named = [...headClaims(bytes), ...frameClaims(bytes), ...textClaims(bytes)];
  return named.reduce((highest, { epoch, sound }) => (sound || epoch <= limit ? Math.max(highest, epoch) : highest), 0);
}

interface Claim {
  readonly epoch: number;
  readonly sound: boolean;
}

/** A segment's or a checkpoint's head; both hold their epoch at byte 40. */
function headClaims(bytes: Uint8Array): readonly Claim[] {
  const segment = readSegmentHeader(bytes);
  if (!('problem' in segment)) return [{ epoch: segment.epoch, sound: true }];
  const image: CheckpointImage | { readonly problem: string } = readCheckpoint(bytes);
  if (!('problem' in image)) return [{ epoch: image.epoch, sound: checkpointProblem(image) === null }];
  if (bytes.length < 44 || !String.fromCharCode(...bytes.subarray(0, 6)).startsWith('MUSTER')) return [];
  return [{ epoch: new DataView(bytes.buffer, bytes.byteOffset).getUint32(40, true), sound: false }];
}

/** Every batch head, and every record head whose checksum holds, wherever damage left them. */
function frameClaims(bytes: Uint8Array): readonly Claim[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sound = new Set<number>();
  const likely = new Set<number>();
  for (let at = 0; at + recordHeaderBytes <= bytes.length; at += 8) {
    const batch = at + 64 <= bytes.length ? readBatchHeader(bytes, at) : null;
    if (batch !== null) sound.add(batch.epoch);
    else if (view.getUint32(at + 32, true) !== 0 && checksum(bytes, at, at + 32) === view.getUint32(at + 32, true))
      likely.add(view.getUint32(at + 24, true));
  }
  return [...claims(sound, true), ...claims(likely, false)];
}

/** Epochs in texts: our client order ids, and facts and states written as JSON. */
function textClaims(bytes: Uint8Array): readonly Claim[] {
  const epochs = new Set<number>();
  const decoder = new TextDecoder('latin1');
  const overlap = 64;
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    const text = decoder.decode(bytes.subarray(from, from + chunkBytes + overlap));
    for (const [, id, named] of text.matchAll(/m-(\d{1,10})-\d|"epoch":(\d{1,10})/g)) epochs.add(Number(id ?? named));
  }
  return claims(epochs, false);
}

const claims = (epochs: ReadonlySet<number>, sound: boolean): readonly Claim[] =>
  [...epochs].map((epoch) => ({ epoch, sound }));

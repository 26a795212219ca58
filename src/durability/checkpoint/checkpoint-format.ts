/**
 * A checkpoint file: what the journal says up to one sequence, so that only the tail must be replayed. Little-endian.
 *
 *      0                8        12       16               24
 *      +----------------+--------+--------+----------------+
 *      |   "MUSTERC1"   | format | schema | cluster id     |
 *      +----------------+--------+--------+----------------+
 *   24 | sequence       | state hash      | epoch  | parent |  48
 *      +----------------+-----------------+--------+--------+
 *   48 | configuration hash, sha256, 32 bytes              |  80
 *      +----------------+-----------------+--------+--------+
 *   80 | payload length | zero            | zero   |checksum|  104
 *      +----------------+-----------------+--------+--------+
 *  104 | payload: the state as canonical JSON, UTF-8
 *
 * - The checksum covers bytes 0 to 100 and the payload; `parent` is the checksum of the checkpoint before (0 for none).
 * - It holds only what follows from the journal up to `sequence`, which was durable before the file was written.
 */
import { checksum } from '../checksum.ts';

export const checkpointHeaderBytes = 104;
export const checkpointFormat = 1;
const magic = 'MUSTERC1';

export interface CheckpointHeader {
  readonly schema: number;
  readonly clusterId: bigint;
  readonly sequence: bigint;
  readonly stateHash: bigint;
  readonly epoch: number;
  readonly parentChecksum: number;
  /** sha256, hexadecimal; empty before the first configuration. */
  readonly configurationHash: string;
}

/** A checkpoint's bytes taken apart, not yet verified. */
export interface CheckpointImage extends CheckpointHeader {
  readonly checksum: number;
  readonly bytes: Uint8Array;
  readonly payload: string;
}

export interface SealedCheckpoint {
  readonly bytes: Uint8Array;
  readonly checksum: number;
}

export function writeCheckpoint(header: CheckpointHeader, payload: string): SealedCheckpoint {
  return new CheckpointMemory().seal(header, [payload]);
}

/** The bytes of one checkpoint after another in the same memory: a sealed one stands until the next is begun. */
export class CheckpointMemory {
  #bytes = new Uint8Array(64 * 1024);
  readonly #encoder = new TextEncoder();

  seal(header: CheckpointHeader, payload: Iterable<string>): SealedCheckpoint {
    let end = checkpointHeaderBytes;
    for (const piece of payload) {
      // UTF-8 takes three bytes a code unit at most.
      this.#reserve(end, 3 * piece.length);
      end += this.#encoder.encodeInto(piece, this.#bytes.subarray(end)).written;
    }
    const bytes = this.#bytes.subarray(0, end);
    writeHeader(bytes, header);
    const sum = checkpointChecksum(bytes);
    viewOf(bytes).setUint32(100, sum, true);
    return { bytes, checksum: sum };
  }

  #reserve(used: number, more: number): void {
    if (used + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (used + more));
    grown.set(this.#bytes.subarray(0, used));
    this.#bytes = grown;
  }
}

function writeHeader(bytes: Uint8Array, header: CheckpointHeader): void {
  const view = viewOf(bytes);
  for (let index = 0; index < magic.length; index++) bytes[index] = magic.charCodeAt(index);
  view.setUint32(8, checkpointFormat, true);
  view.setUint32(12, header.schema, true);
  view.setBigUint64(16, header.clusterId, true);
  view.setBigUint64(24, header.sequence, true);
  view.setBigUint64(32, header.stateHash, true);
  view.setUint32(40, header.epoch, true);
  view.setUint32(44, header.parentChecksum, true);
  for (let index = 0; index < 32; index++) {
    bytes[48 + index] = Number.parseInt(header.configurationHash.slice(index * 2, index * 2 + 2), 16) || 0;
  }
  view.setBigUint64(80, BigInt(bytes.length - checkpointHeaderBytes), true);
  bytes.fill(0, 88, 100);
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Covers everything but itself. */
function checkpointChecksum(bytes: Uint8Array): number {
  const head = checksum(bytes, 0, 100);
  const body = checksum(bytes, checkpointHeaderBytes);
  const both = new Uint8Array(8);
  new DataView(both.buffer).setUint32(0, head, true);
  new DataView(both.buffer).setUint32(4, body, true);
  return checksum(both);
}

/** Takes a file apart, or says why it cannot be one of ours. Its checksum is not looked at here: see {@link checkpointProblem}. */
export function readCheckpoint(
  bytes: Uint8Array,
): CheckpointImage | { readonly problem: string; readonly offset: number } {
  if (bytes.length < checkpointHeaderBytes) {
    return { offset: 0, problem: `expected at least ${checkpointHeaderBytes} bytes, found ${bytes.length}` };
  }
  const view = viewOf(bytes);
  const found = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (found !== magic) return { offset: 0, problem: `expected magic ${magic}, found ${JSON.stringify(found)}` };
  const format = view.getUint32(8, true);
  if (format !== checkpointFormat)
    return { offset: 8, problem: `expected format ${checkpointFormat}, found ${format}` };
  const length = Number(view.getBigUint64(80, true));
  if (bytes.length !== checkpointHeaderBytes + length) {
    return { offset: 80, problem: `expected ${checkpointHeaderBytes + length} bytes, found ${bytes.length}` };
  }
  const hash = bytes.subarray(48, 80);
  return {
    schema: view.getUint32(12, true),
    clusterId: view.getBigUint64(16, true),
    sequence: view.getBigUint64(24, true),
    stateHash: view.getBigUint64(32, true),
    epoch: view.getUint32(40, true),
    parentChecksum: view.getUint32(44, true),
    configurationHash: hash.every((byte) => byte === 0)
      ? ''
      : [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    checksum: view.getUint32(100, true),
    bytes,
    payload: new TextDecoder().decode(bytes.subarray(checkpointHeaderBytes)),
  };
}

/** Null when the checksum over header and payload holds. */
export function checkpointProblem(image: CheckpointImage): string | null {
  const counted = checkpointChecksum(image.bytes);
  return counted === image.checksum ? null : `expected checksum ${hex(image.checksum)}, found ${hex(counted)}`;
}

const hex = (value: number) => value.toString(16).padStart(8, '0');

/** A growing little-endian buffer and a cursor over bytes: the only code that knows how a number or a text is laid out. */
import { Buffer } from 'node:buffer';

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true });

export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
  length = 0;

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `count` bytes and returns where they start. */
  reserve(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, start));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return start;
  }

  uint8(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  /** An unsigned integer of at most 53 bits. @throws RangeError */
  uint64(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`Expected a non-negative integer, got ${value}`);
    const at = this.reserve(8);
    this.view.setUint32(at, value >>> 0, true);
    this.view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  /** A signed 64-bit amount. @throws RangeError */
  int64(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw new RangeError(`Expected an integer of 64 bits, got ${value}`);
    const at = this.reserve(8);
    this.view.setBigInt64(at, value, true);
  }

  /** UTF-8 behind its length in 32 bits. */
  text(value: string): void {
    const start = this.reserve(4 + value.length);
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        this.length = start;
        this.#wideText(value);
        return;
      }
      this.bytes[start + 4 + index] = code;
    }
    this.view.setUint32(start, value.length, true);
  }

  #wideText(value: string): void {
    const encoded = utf8Encoder.encode(value);
    const start = this.reserve(4 + encoded.length);
    this.view.setUint32(start, encoded.length, true);
    this.bytes.set(encoded, start + 4);
  }

  /** Zeros up to the next multiple of eight. */
  align(): void {
    const from = this.length;
    this.reserve((8 - (from & 7)) & 7);
    this.bytes.fill(0, from, this.length);
  }
}

/**
 * The last texts seen by their bytes. Venues, symbols and client order ids come again and again: a known one costs no new
 * string, and as a key it is found by its address. A text that does not repeat only takes another's place.
 */
const names: string[] = new Array<string>(8192).fill('');

/** Reads what {@link ByteWriter} wrote. Every method throws RangeError where the bytes end too early. */
export class ByteReader {
  readonly #buffer: Buffer;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  seek(at: number): void {
    this.#at = at;
  }

  uint8(): number {
    const value = this.#view.getUint8(this.#at);
    this.#at += 1;
    return value;
  }

  uint64(): number {
    const value = this.#view.getUint32(this.#at, true) + this.#view.getUint32(this.#at + 4, true) * 0x1_0000_0000;
    this.#at += 8;
    return value;
  }

  int64(): bigint {
    const value = this.#view.getBigInt64(this.#at, true);
    this.#at += 8;
    return value;
  }

  /** A text that is likely to have been read before; the same as {@link text}. */
  name(): string {
    const start = this.#at + 4;
    const end = start + this.#view.getUint32(this.#at, true);
    if (end > this.#buffer.length) return this.text();
    let hash = end - start;
    for (let index = start; index < end; index++) hash = Math.imul(hash ^ (this.#buffer[index] ?? 0), 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (names.length - 1);
    const known = names[slot] ?? '';
    if (known.length !== end - start) return this.#newName(slot);
    for (let index = start; index < end; index++) {
      if (known.charCodeAt(index - start) !== this.#buffer[index]) return this.#newName(slot);
    }
    this.#at = end;
    return known;
  }

  /** Only ASCII is kept, as many characters as bytes: a wide text could have another's bytes as its characters. */
  #newName(slot: number): string {
    const before = this.#at;
    const text = this.text();
    if (text.length === this.#at - before - 4) names[slot] = text;
    return text;
  }

  text(): string {
    const start = this.#at + 4;
    const end = start + this.#view.getUint32(this.#at, true);
    if (end > this.#buffer.length)
      throw new RangeError(`Expected a text of ${end - start} bytes, found ${this.#buffer.length - start}`);
    this.#at = end;
    for (let index = start; index < end; index++) {
      if ((this.#buffer[index] ?? 0) > 0x7f) return utf8Decoder.decode(this.#buffer.subarray(start, end));
    }
    return this.#buffer.toString('latin1', start, end);
  }
}

import { crc32 } from 'node:zlib';

/** Below this many bytes a native call costs more than the table loop (measured: 32 B 72 against 249 ns, 4 KiB 7100 against 1600 ns). */
const nativeFromBytes = 256;

const tables = buildTables();

function buildTables(): Int32Array {
  const built = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    built[byte] = value;
  }
  for (let index = 256; index < built.length; index++) {
    const previous = built[index - 256] ?? 0;
    built[index] = (built[previous & 255] ?? 0) ^ (previous >>> 8);
  }
  return built;
}

/**
 * CRC-32 (the polynomial of zlib and Ethernet) of `bytes[start, end)`, unsigned; with `before`, the CRC of what stands
 * before them, that of both together.
 */
export function checksum(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  if (end - start >= nativeFromBytes) return crc32(bytes.subarray(start, end), before);
  const t = tables as unknown as readonly number[] & Record<number, number>;
  const b = bytes as unknown as Record<number, number>;
  let crc = before ^ -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    crc ^= at4(b, at);
    crc =
      (t[1792 + (crc & 255)] as number) ^
      (t[1536 + ((crc >>> 8) & 255)] as number) ^
      (t[1280 + ((crc >>> 16) & 255)] as number) ^
      (t[1024 + (crc >>> 24)] as number) ^
      (t[768 + (b[at + 4] as number)] as number) ^
      (t[512 + (b[at + 5] as number)] as number) ^
      (t[256 + (b[at + 6] as number)] as number) ^
      (t[b[at + 7] as number] as number);
  }
  for (; at < end; at++) crc = (t[(crc ^ (b[at] as number)) & 255] as number) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

function at4(bytes: Record<number, number>, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

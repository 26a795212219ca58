/** Where in a file a digit can be replaced so that the text around it stays well-formed and only a checksum can tell. */
export interface DigitPlace {
  readonly offset: number;
  readonly before: string;
  readonly after: string;
}

/**
 * Looks for `pattern`'s first capture group, read as bytes, and picks its last digit that is not zero: a number keeps
 * its length, its leading and trailing zeros, and so its tick. Zeros only: the last digit. Null when nothing matches.
 */
export function findDigit(bytes: Uint8Array, pattern: RegExp): DigitPlace | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let zero: DigitPlace | null = null;
  for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags.replace(/[dg]/g, '')}dg`))) {
    const [start] = match.indices?.[1] ?? [];
    const value = match[1];
    if (start === undefined || value === undefined) continue;
    const nonZero = /[1-9](?=[^1-9]*$)/.exec(value);
    if (nonZero !== null) return place(start + nonZero.index, nonZero[0]);
    const last = /\d(?=\D*$)/.exec(value);
    if (last !== null) zero ??= place(start + last.index, last[0]);
  }
  return zero;
}

function place(offset: number, before: string): DigitPlace {
  return { offset, before, after: before === '9' ? '8' : String(Number(before) + 1) };
}

import type { Disk } from '../../ports/disk.ts';
import type { Finding } from './upkeep-source.ts';

/** At most so much is read, and then checked, without a pause: less than a millisecond's work. */
export const pieceBytes = 64 * 1024;

/** What was read since the last pause, and what is wrong with it. */
export interface Piece {
  readonly bytes: number;
  readonly findings: readonly Finding[];
}

/**
 * Reads a file from its beginning, piece by piece, up to `length` (null: its end), or less where it is shorter. Returns
 * how much there was. @throws the operating system's error where it cannot be read.
 */
export async function* readPieces(
  disk: Disk,
  path: string,
  length: number | null,
  onPiece: (piece: Uint8Array) => void,
): AsyncGenerator<Piece, number> {
  const file = await disk.open(path, 'read');
  try {
    const end = length ?? (await file.size());
    let at = 0;
    while (at < end) {
      const piece = await file.read(at, Math.min(pieceBytes, end - at));
      if (piece.length === 0) break;
      at += piece.length;
      onPiece(piece);
      yield { bytes: piece.length, findings: [] };
    }
    return at;
  } finally {
    await file.close();
  }
}

export function concatenated(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

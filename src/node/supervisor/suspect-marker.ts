/**
 * Marks a data directory whose disk failed a write or sync. The marker lies beside the directory, not in it: that
 * directory may no longer take a write, and a restored copy of it must not bring the marker along or lose it.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

export function suspectMarkerFile(dataDirectory: string): string {
  return `${dataDirectory.replace(/[/\\]+$/, '')}.suspect`;
}

export interface Suspicion {
  readonly reason: string;
  readonly pid: number;
  readonly exitCode: number;
  readonly wall: string;
}

export function markSuspect(dataDirectory: string, suspicion: Suspicion): void {
  const file = openSync(suspectMarkerFile(dataDirectory), 'w');
  try {
    writeFileSync(file, `${JSON.stringify(suspicion)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Why nothing may start on the directory, as a sentence that names the marker; null without a marker. */
export function suspectReason(dataDirectory: string): string | null {
  const file = suspectMarkerFile(dataDirectory);
  if (!existsSync(file)) return null;
  const name = basename(file);
  return `the data directory is suspect (${readFileSync(file, 'utf8').trim() || 'no reason given'}): rebuild it elsewhere, then remove ${name}`;
}

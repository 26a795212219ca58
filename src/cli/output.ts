/**
 * The only place that writes to the terminal. Results go to standard output, everything else to standard error.
 *
 * - Where the reader of either has gone (`muster … | head`), the command ends quietly: at once with 141, as a shell
 *   reports of a program that SIGPIPE ended; 0 would say that something held. Who has processes to put in order stops as
 *   it does at Ctrl-C, and ends with its own status.
 */
import type { Readable } from 'node:stream';
import { exitStatus } from '../common/muster-error.ts';

/** 128 + SIGPIPE. */
const readerGoneStatus = 141;

let readerGone = false;
let endWithoutReader = (): void => process.exit(readerGoneStatus);

export function print(line: string): void {
  if (!readerGone) process.stdout.write(`${line}\n`);
}

export function printError(line: string): void {
  if (!readerGone) process.stderr.write(`${line}\n`);
}

/** Call once, before anything is written. */
export function watchOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => onOutputError(error, stream));
    // A worker thread whose output nobody takes never ends.
    stream.on('unpipe', (source: Readable) => source.resume());
  }
}

/** From here on `stop` is called instead of ending at once when the reader has gone. */
export function whenReaderGone(stop: () => void): void {
  endWithoutReader = stop;
}

function onOutputError(error: NodeJS.ErrnoException, stream: NodeJS.WriteStream): void {
  if (readerGone) return;
  readerGone = true;
  if (error.code === 'EPIPE') {
    endWithoutReader();
    return;
  }
  if (stream === process.stdout)
    process.stderr.write(`muster: standard output could not be written: ${error.message}\n`);
  process.exit(exitStatus.environment);
}

/** Whether colours suit the stream: a terminal, and no `NO_COLOR`. */
export function colourAllowed(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
}

/** Columns of the terminal; 100 where the stream is none. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true ? stream.columns : 100;
}

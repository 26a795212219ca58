/** The only place that writes to the terminal. Results go to standard output, everything else to standard error. */

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Whether colours suit the stream: a terminal, and no `NO_COLOR`. */
export function colourAllowed(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
}

/** Columns of the terminal; 100 where the stream is none. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true ? stream.columns : 100;
}

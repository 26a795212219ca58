/** An evidence file that cannot be judged by: the message names the file, the line, what was expected and what was found. */
export class EvidenceError extends Error {
  readonly file: string;
  /** Counts from 1; null when the file as a whole is at fault. */
  readonly line: number | null;
  constructor(file: string, line: number | null, problem: string) {
    super(`${line === null ? file : `${file}:${line}`}: ${problem}`);
    this.name = 'EvidenceError';
    this.file = file;
    this.line = line;
  }
}

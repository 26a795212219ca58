/** The exit statuses of the `muster` command: one table for the CLI, the reports and `--help`. */
export const exitStatus = {
  held: 0,
  violated: 1,
  inconclusive: 2,
  usage: 3,
  environment: 4,
  bug: 70,
} as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

export const exitMeanings: readonly (readonly [ExitStatus, string])[] = [
  [exitStatus.held, 'held, or held with deviations (between target and maximum)'],
  [exitStatus.violated, 'an objective or the integrity of the data was violated'],
  [exitStatus.inconclusive, 'inconclusive, aborted or refused'],
  [exitStatus.usage, 'wrong usage or configuration'],
  [exitStatus.environment, 'the environment is not ready (a port in use, Node too old)'],
  [exitStatus.bug, 'a bug in Muster'],
];

/** An expected failure: one sentence for a person, a code for programs, and the exit status it ends a command with. */
export class MusterError extends Error {
  readonly exit: ExitStatus;
  readonly code: string;
  constructor(exit: ExitStatus, code: string, message: string) {
    super(message);
    this.name = 'MusterError';
    this.exit = exit;
    this.code = code;
  }
}

/** Wrong input from the user: exit 3. */
export function usageError(code: string, message: string): MusterError {
  return new MusterError(exitStatus.usage, code, message);
}

/** Something this machine lacks: exit 4. */
export function environmentError(code: string, message: string): MusterError {
  return new MusterError(exitStatus.environment, code, message);
}

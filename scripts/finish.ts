/** How every task that counts ends: a line per part, the plain last line, the exit status. */
import { say } from './programs.ts';
import { lastLine, summaryOf, sumOf, type Tally } from './tally.ts';

export function finish(tallies: readonly Tally[]): void {
  const sum = sumOf(tallies);
  say(['', ...summaryOf(tallies), lastLine(sum)].join('\n'));
  process.exitCode = sum.failed === 0 ? 0 : 1;
}

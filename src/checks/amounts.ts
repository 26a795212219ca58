/** Amounts as a finding prints them. */
import { type Amount, formatAmount } from '../common/amount.ts';

/** Without trailing zeros: `0.005`, `7`, `-1.25`. */
export function shortest(amount: Amount): string {
  return formatAmount(amount).replace(/\.?0+$/, '');
}

export function times(count: number): string {
  return count === 1 ? 'once' : count === 0 ? 'never' : `${count} times`;
}

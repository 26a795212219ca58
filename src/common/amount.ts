/**
 * Exact amounts: prices, quantities and money as integers of 10^-8 (the eight decimals of a Binance amount).
 * Never a float; zero and negative values are ordinary. A product of a price and a quantity is exact because a
 * venue's tick and step have at most eight decimals between them ({@link multiply} throws where that is broken).
 */
export type Amount = bigint;

const scale = 100_000_000n;
const decimals = 8;

/** Parses decimal text such as `39432.48`, `-0.5` or `7`. @throws RangeError for anything else, or for more than eight decimals that are not zero. */
export function parseAmount(text: string): Amount {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`Expected a decimal number, got ${JSON.stringify(text)}`);
  const [, sign, whole = '0', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new RangeError(`Expected at most ${decimals} decimals, got ${JSON.stringify(text)}`);
  }
  const units = BigInt(whole) * scale + BigInt(fraction.slice(0, decimals).padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
}

/** Formats with exactly eight decimals, as Binance does: `0.00500000`. */
export function formatAmount(amount: Amount): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Price times quantity, exact. @throws RangeError when the product needs more than eight decimals. */
export function multiply(price: Amount, quantity: Amount): Amount {
  const product = price * quantity;
  if (product % scale !== 0n) {
    throw new RangeError(`${formatAmount(price)} x ${formatAmount(quantity)} is not exact at ${decimals} decimals`);
  }
  return product / scale;
}

/** A rate such as a commission applied to an amount, truncated towards zero at eight decimals (the venue's rule for fees). */
export function multiplyTruncated(amount: Amount, rate: Amount): Amount {
  return (amount * rate) / scale;
}

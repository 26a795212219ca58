import { type Amount, parseAmount } from '../../src/common/amount.ts';

/** One spot pair and its trading rules. Tick and step have at most eight decimals between them, so price x quantity is exact. */
export interface Instrument {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly tick: Amount;
  readonly step: Amount;
  readonly priceMax: Amount;
  readonly quantityMax: Amount;
  readonly notionalMin: Amount;
  readonly notionalMax: Amount;
  /** Where the seeded market starts, in ticks. */
  readonly startTicks: number;
}

function spotPair(base: string, tick: string, step: string, startTicks: number): Instrument {
  return {
    symbol: `${base}USDT`,
    base,
    quote: 'USDT',
    tick: parseAmount(tick),
    step: parseAmount(step),
    priceMax: parseAmount('1000000'),
    quantityMax: parseAmount('9000000'),
    notionalMin: parseAmount('5'),
    notionalMax: parseAmount('9000000'),
    startTicks,
  };
}

/** The pairs of the simulated venue. BTCUSDT has the finer step of 2021, as recorded trades of that year need it. */
export const instruments: readonly Instrument[] = [
  spotPair('BTC', '0.01', '0.000001', 4_000_000),
  spotPair('ETH', '0.01', '0.0001', 250_000),
  spotPair('SOL', '0.01', '0.001', 10_000),
];

/** Commission of maker and taker alike: 0.1 %. */
export const commissionRate: Amount = parseAmount('0.001');

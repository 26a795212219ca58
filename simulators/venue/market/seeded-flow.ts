import type { Random } from '../../../src/ports/random.ts';
import type { Instrument } from '../instruments.ts';
import { halfSpreadTicks, type Makers } from './makers.ts';
import { quantityFor } from './quantity.ts';
import type { MarketTrader } from './trader.ts';

/** Per tick of the market (20 ms): about 10 takers and 6 price moves a second. */
const takerChance = 0.2;
const moveChance = 0.12;
const moveTicksMost = 6;
const takerNotional = { least: 15, most: 700 };
/** How far through the best quote a taker's limit reaches. */
const takerReachTicks = 30;
/** Beyond this distance from the anchor the walk leans back; beyond twice it only goes back. */
const leanShare = 0.01;

/** One symbol's random walk and takers. Every choice comes from `random`, so equal seeds and ticks give equal flow. */
export class SeededFlow {
  readonly #instrument: Instrument;
  readonly #makers: Makers;
  readonly #trader: MarketTrader;
  readonly #random: Random;
  #anchorTicks: number;
  #fairTicks: number;

  constructor(instrument: Instrument, makers: Makers, trader: MarketTrader, random: Random) {
    this.#instrument = instrument;
    this.#makers = makers;
    this.#trader = trader;
    this.#random = random;
    this.#anchorTicks = instrument.startTicks;
    this.#fairTicks = instrument.startTicks;
  }

  /** Goes on from another price, as when a recording ends. */
  startAt(ticks: number): void {
    this.#anchorTicks = ticks;
    this.#fairTicks = ticks;
  }

  tick(): void {
    if (this.#random.next() < moveChance) this.#fairTicks += this.#move();
    this.#makers.quoteAround(this.#fairTicks);
    if (this.#random.next() < takerChance) this.#take();
  }

  #move(): number {
    const distance = (this.#fairTicks - this.#anchorTicks) / (this.#anchorTicks * leanShare);
    const upChance = Math.min(1, Math.max(0, 0.5 - distance / 4));
    const ticks = 1 + Math.floor(this.#random.next() * moveTicksMost);
    return this.#random.next() < upChance ? ticks : -ticks;
  }

  #take(): void {
    const side = this.#random.next() < 0.5 ? 'BUY' : 'SELL';
    const quantity = quantityFor(this.#instrument, this.#fairTicks, takerNotional, this.#random);
    const reach = halfSpreadTicks + takerReachTicks;
    const limit = this.#fairTicks + (side === 'BUY' ? reach : -reach);
    this.#trader.place(this.#instrument, side, 'IOC', BigInt(limit) * this.#instrument.tick, quantity);
  }
}

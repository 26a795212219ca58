/**
 * Keeps at least the last five minutes of what the engine saw of the markets (row 10).
 *
 * - Off the hot path: an item is put on a list; a few times a second the list goes into the file in one write.
 * - Nothing is synced and nothing waits for it. A write that fails is told once and that file given up: a new one is
 *   begun later, and what was seen meanwhile is missing (a gap in the numbers). The engine never stops for it.
 * - A new file each half minute; the oldest goes once its successor began more than five minutes ago.
 */
import type { Amount } from '../../common/amount.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Disk, DiskFile } from '../../ports/disk.ts';
import type { Log } from '../../ports/log.ts';
import type { FactLog } from '../fact-log.ts';
import {
  type MarketChain,
  marketBatch,
  marketFileName,
  marketFileNumbers,
  marketHead,
  marketHeaderBytes,
  readMarketHead,
} from './market-file.ts';
import type { LookItem, MarketItem, StampedItem, TopItem, TradeItem } from './market-items.ts';

/** What sessions and the strategy tell of what they see. */
export interface MarketSink {
  top(venue: string, symbol: string, bid: Amount, ask: Amount): void;
  trade(venue: string, symbol: string, trade: SeenTrade, venueTimeMs: number): void;
  look(look: Omit<LookItem, 'type'>): void;
}

export type SeenTrade = Pick<TradeItem, 'tradeId' | 'price' | 'quantity'>;

export interface MarketLogOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly directory: string;
  readonly clusterId: bigint;
  /** The journal's newest entry, applied but not necessarily durable. */
  stamp(): { readonly sequence: bigint; readonly epoch: number };
  onFailed(error: Error): void;
}

export const marketRetentionMs = 5 * 60_000;
const fileMs = 30_000;
const flushMs = 250;
const againAfterMs = 30_000;
/** What waits beyond this is dropped: a disk that takes nothing must not fill the memory. */
const waitingLimit = 50_000;

interface OpenFile {
  readonly file: DiskFile;
  readonly begunMs: number;
  offset: number;
  chain: MarketChain;
}

export class MarketLog implements MarketSink {
  readonly #options: MarketLogOptions;
  readonly #tops = new Map<string, TopItem>();
  readonly #trades = new Map<string, TradeItem>();
  #waiting: StampedItem[] = [];
  #nextItem = 1n;
  #open: OpenFile | null = null;
  /** Files that stand, with when each was begun. Null before the directory was listed. */
  #files: { readonly number: number; readonly begunMs: number }[] | null = null;
  #flushing: Promise<void> | null = null;
  #notBeforeMs = 0;
  #cancelTimer: () => void = () => {};

  constructor(options: MarketLogOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancelTimer = this.#options.clock.after(flushMs, () => {
      this.start();
      this.#flushing ??= this.#flush().finally(() => {
        this.#flushing = null;
      });
    });
  }

  /** Writes what waits and closes the file. */
  async stop(): Promise<void> {
    this.#cancelTimer();
    await this.#flushing;
    await this.#flush();
    await this.#open?.file.close().catch(() => {});
    this.#open = null;
  }

  top(venue: string, symbol: string, bid: Amount, ask: Amount): void {
    this.#add({ type: 'top', venue, symbol, bid, ask, carried: false });
  }

  trade(venue: string, symbol: string, trade: SeenTrade, venueTimeMs: number): void {
    this.#add({ type: 'trade', venue, symbol, ...trade, venueTimeMs, carried: false });
  }

  look(look: Omit<LookItem, 'type'>): void {
    this.#add({ type: 'look', ...look });
  }

  #add(item: MarketItem): void {
    if (this.#waiting.length >= waitingLimit) {
      this.#passed(this.#waiting.splice(0));
      void this.#giveUp(new Error(`the disk took no market data: ${waitingLimit} items were dropped`));
    }
    const timeUs = Math.round(this.#options.clock.wallMs() * 1000);
    const { sequence, epoch } = this.#options.stamp();
    this.#waiting.push({ sequence, epoch, timeUs, item });
  }

  async #flush(): Promise<void> {
    const nowMs = this.#options.clock.wallMs();
    if (this.#waiting.length === 0 || nowMs < this.#notBeforeMs) return;
    try {
      if (this.#open === null || nowMs - this.#open.begunMs >= fileMs) await this.#begin(nowMs);
      const items = this.#waiting.splice(0);
      this.#passed(items);
      await this.#write(items);
      await this.#removeOld(nowMs);
    } catch (error) {
      await this.#giveUp(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #begin(nowMs: number): Promise<void> {
    const { disk, directory, clusterId, stamp } = this.#options;
    this.#files ??= await this.#standing(nowMs);
    await this.#open?.file.close();
    this.#open = null;
    const number = (this.#files.at(-1)?.number ?? 0) + 1;
    const file = await disk.open(`${directory}/${marketFileName(number)}`, 'create');
    const chain = { nextItem: this.#nextItem, previousChecksum: 0 };
    this.#open = { file, begunMs: nowMs, offset: marketHeaderBytes, chain };
    this.#files.push({ number, begunMs: nowMs });
    const begunUs = Math.round(nowMs * 1000);
    await file.write(marketHead({ number, clusterId, firstItem: this.#nextItem, begunUs, epoch: stamp().epoch }), 0);
    const [first] = this.#waiting;
    if (first === undefined) return;
    const carried = [...this.#tops.values(), ...this.#trades.values()].map(
      (item): StampedItem => ({ ...first, item: { ...item, carried: true } }),
    );
    this.#nextItem += BigInt(carried.length);
    await this.#write(carried);
  }

  /** Those of earlier lives. A head that cannot be read counts as begun now: it may only be kept too long. */
  async #standing(nowMs: number): Promise<{ readonly number: number; readonly begunMs: number }[]> {
    const { disk, directory } = this.#options;
    const files: { readonly number: number; readonly begunMs: number }[] = [];
    for (const number of marketFileNumbers(await disk.list(directory))) {
      const file = await disk.open(`${directory}/${marketFileName(number)}`, 'read');
      try {
        const head = readMarketHead(await file.read(0, marketHeaderBytes));
        files.push({ number, begunMs: 'problem' in head ? nowMs : head.begunUs / 1000 });
      } finally {
        await file.close();
      }
    }
    return files;
  }

  /** Counts items as written or lost, and remembers what a new file has to carry. */
  #passed(items: readonly StampedItem[]): void {
    this.#nextItem += BigInt(items.length);
    for (const { item } of items) {
      if (item.type === 'top') this.#tops.set(`${item.venue} ${item.symbol}`, item);
      else if (item.type === 'trade') this.#trades.set(`${item.venue} ${item.symbol}`, item);
    }
  }

  async #write(items: readonly StampedItem[]): Promise<void> {
    const open = this.#open;
    if (open === null || items.length === 0) return;
    const { bytes, chain } = marketBatch(items, open.chain, Math.round(this.#options.clock.wallMs() * 1000));
    await open.file.write(bytes, open.offset);
    open.offset += bytes.length;
    open.chain = chain;
  }

  async #removeOld(nowMs: number): Promise<void> {
    const { disk, directory } = this.#options;
    const files = this.#files ?? [];
    for (let [oldest, next] = files; oldest !== undefined && next !== undefined; [oldest, next] = files) {
      if (next.begunMs > nowMs - marketRetentionMs) return;
      files.shift();
      await disk.remove(`${directory}/${marketFileName(oldest.number)}`);
    }
  }

  async #giveUp(error: Error): Promise<void> {
    const open = this.#open;
    this.#open = null;
    this.#notBeforeMs = this.#options.clock.wallMs() + againAfterMs;
    this.#options.onFailed(error);
    await open?.file.close().catch(() => {});
  }
}

/** The market log of a live engine: stamped by its journal's newest entry, a failure is an alarm. */
export function marketLogOf({
  log,
  diary,
  ...place
}: Pick<MarketLogOptions, 'disk' | 'clock' | 'directory' | 'clusterId'> & {
  readonly log: FactLog;
  readonly diary: Log;
}): MarketLog {
  return new MarketLog({
    ...place,
    stamp: () => log.state.head,
    onFailed: (error) => {
      diary.error({ error: error.message }, 'market data could not be written');
      log.record([{ type: 'alarm', code: 'market-file-failed', text: error.message }]);
    },
  });
}

/** Every trade a journal directory still tells of, from the state its retained journal starts with on. */
import type { Fill, State } from '../../core/state.ts';
import { fillsOf, instrumentsOf } from '../../core/views.ts';
import { stateAtStart } from '../export-directory.ts';
import { Follower } from '../follower/follower.ts';
import { firstNeeded, missingSegment, readHeads } from '../follower/segment-heads.ts';
import { durabilityParts } from '../parts.ts';
import type { Forgotten, Trade } from './compare-trades.ts';
import type { JournalDirectory, OnProgress } from './read-directory.ts';

export interface JournalTrades {
  readonly trades: readonly Trade[];
  readonly forgotten: readonly Forgotten[];
  /** Sequence that was read to. */
  readonly sequence: bigint;
  /** What kept it from being read to its end; a torn tail was never durable and is none. */
  readonly damage: string | null;
}

export async function journalTrades(source: JournalDirectory, onProgress: OnProgress): Promise<JournalTrades> {
  const state = await stateAtStart(source);
  const trades = new Map<string, Trade>();
  const add = (venue: string, symbol: string, fill: Fill) => {
    const key = JSON.stringify([venue, symbol, fill.tradeId]);
    if (!trades.has(key)) trades.set(key, tradeOf(venue, symbol, fill));
  };
  const forgotten: Forgotten[] = [];
  for (const instrument of instrumentsOf(state)) {
    const { venue, symbol, pruned } = instrument;
    if (pruned.fills > 0) forgotten.push({ venue, symbol, fills: pruned.fills, tradeId: pruned.tradeId });
    for (const fill of fillsOf(instrument)) add(venue, symbol, fill);
  }
  const damage = await follow(source, state, onProgress, add);
  return { trades: [...trades.values()], forgotten, sequence: state.head.sequence, damage };
}

async function follow(
  source: JournalDirectory,
  state: State,
  onProgress: OnProgress,
  add: (venue: string, symbol: string, fill: Fill) => void,
): Promise<string | null> {
  const heads = await readHeads(source, source.files.segmentIds);
  const index = firstNeeded(heads, state.head.sequence);
  const first = heads[index];
  if (first === undefined) return missingSegment(1, 'the journal').reason;
  const follower = new Follower({
    ...source,
    state,
    parts: durabilityParts,
    segmentId: first.id,
    onFrame: (_header, entries) => {
      for (const { fact } of entries) if (fact.type === 'fill') add(fact.venue, fact.symbol, fact);
    },
  });
  for (let read = 1; ; read++) {
    const rest = await follower.step('end');
    onProgress(Math.min(1, read / (heads.length - index)));
    if (rest !== null) return rest.kind === 'damaged' ? rest.refusal.reason : null;
  }
}

/** What is compared, without where the fact was learnt. */
function tradeOf(venue: string, symbol: string, fill: Fill): Trade {
  const { tradeId, clientOrderId, venueOrderId, side, price, quantity, commission } = fill;
  const { commissionAsset, tradeTimeMs, maker } = fill;
  const terms = { side, price, quantity, commission, commissionAsset, tradeTimeMs, maker };
  return { venue, symbol, tradeId, clientOrderId, venueOrderId, ...terms };
}

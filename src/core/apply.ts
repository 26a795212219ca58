/**
 * The one way a state changes: facts in the order of their sequence. Deterministic and total: every fact type has its
 * row, and a fact that repeats, comes late or names something unknown is applied as far as it says anything new.
 */
import { applyFill } from './apply-fills.ts';
import { applyIntent, applyPicture, applyReply } from './apply-orders.ts';
import { type CoreParts, coreParts } from './core-parts.ts';
import { balanceOf, instrumentOf, venueOf } from './find-or-create.ts';
import { applyPrune } from './prune.ts';
import type { BalancesRecord, Entry, Fact, FactType } from './records.ts';
import type { State } from './state.ts';
import { changed } from './state-hash.ts';

type Rows = {
  readonly [Type in FactType]: (
    state: State,
    fact: Extract<Fact, { type: Type }>,
    entry: Entry,
    parts: CoreParts,
  ) => void;
};

const rows: Rows = {
  configuration: ({ head }, { hash, json }) => {
    head.configuration = { hash, json };
  },
  epoch: ({ head }, fact) => {
    if (fact.epoch < head.epoch) return;
    head.epoch = fact.epoch;
    head.incarnation = fact.incarnation;
  },
  intent: applyIntent,
  accepted: applyReply,
  rejected: applyReply,
  unknown: applyReply,
  'never-reached': applyReply,
  order: applyPicture,
  fill: (state, fact, _entry, parts) => applyFill(state, fact, parts),
  balances: applyBalances,
  adjustment: (state, fact) => {
    const balance = balanceOf(state, fact.venue, fact.asset);
    balance.expectedTotal += fact.delta;
    balance.adjusted += fact.delta;
    changed(state, balance);
  },
  cursor: (state, fact) => {
    const venue = venueOf(state, fact.venue);
    venue.cursor = { kind: fact.cursor.kind, id: fact.cursor.id };
    changed(state, venue);
  },
  session: (state, fact) => {
    const venue = venueOf(state, fact.venue);
    venue.session = fact.state;
    changed(state, venue);
  },
  strategy: ({ head }, { decision, version, json }) => {
    head.strategy = { decision, version, json };
  },
  stage: (state, fact) => {
    const instrument = instrumentOf(state, fact.venue, fact.symbol);
    instrument.stage = fact.stage;
    changed(state, instrument);
  },
  alarm: ({ head }, { code }) => {
    head.alarms.set(code, (head.alarms.get(code) ?? 0) + 1);
  },
  resumed: () => {},
  stopped: () => {},
  metrics: () => {},
  prune: applyPrune,
};

/** A venue's first snapshot is the baseline its expected balances start from; later ones are only remembered as seen. */
function applyBalances(state: State, fact: BalancesRecord): void {
  const venue = venueOf(state, fact.venue);
  for (const seen of fact.balances) {
    const balance = balanceOf(state, fact.venue, seen.asset);
    balance.seenFree = seen.free;
    balance.seenLocked = seen.locked;
    if (!venue.hasBaseline) balance.expectedTotal = seen.free + seen.locked;
    changed(state, balance);
  }
  venue.hasBaseline = true;
  changed(state, venue);
}

/** @throws RangeError when the entry does not follow the state: entries count up by one. */
export function apply(state: State, entry: Entry, parts: CoreParts = coreParts): void {
  const { head } = state;
  if (entry.sequence !== head.sequence + 1n) {
    throw new RangeError(`Expected entry ${head.sequence + 1n} after ${head.sequence}, got ${entry.sequence}`);
  }
  head.sequence = entry.sequence;
  head.timeUs = entry.timeUs;
  head.stopped = entry.fact.type === 'stopped';
  changed(state, head);
  const row: (state: State, fact: never, entry: Entry, parts: CoreParts) => void = rows[entry.fact.type];
  row(state, entry.fact as never, entry, parts);
}

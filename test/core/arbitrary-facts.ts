/** Facts over a domain so small that ids repeat, come late and contradict each other. */
import fc from 'fast-check';
import { apply } from '../../src/core/apply.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Entry, Fact, FactType } from '../../src/core/records.ts';
import type { State } from '../../src/core/state.ts';

const venue = fc.constantFrom('alpha', 'beta');
const symbol = fc.constantFrom('BTCUSDT', 'ETHUSDT');
const side = fc.constantFrom('BUY' as const, 'SELL' as const);
const source = fc.constantFrom('stream' as const, 'query' as const);
const key = { venue, symbol, clientOrderId: fc.constantFrom('m1-1', 'm1-2', 'm1-3', 'm2-1', 'külső-1') };
const eventId = fc.option(fc.nat(50).map(String), { nil: undefined });
/** Whole cents, so that price times quantity is exact at eight decimals. */
export const price = fc.bigInt({ min: 1n, max: 9_000_000n }).map((cents) => cents * 1_000_000n);
/** Steps of 0.00001. */
export const quantity = fc.bigInt({ min: 1n, max: 100_000n }).map((steps) => steps * 1000n);
const amount = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n });
const cursor = fc.record({ kind: fc.constantFrom('event' as const, 'reply' as const), id: fc.nat(50).map(String) });
const json = fc.json({ maxDepth: 1 });
const withoutUndefined = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value;

const byType: { readonly [Type in FactType]: fc.Arbitrary<Extract<Fact, { type: Type }>> } = {
  configuration: fc.record({
    type: fc.constant('configuration'),
    hash: fc.constantFrom('ab'.repeat(32), 'cd'.repeat(32)),
    json,
  }),
  epoch: fc.record({ type: fc.constant('epoch'), epoch: fc.nat(9), incarnation: fc.string({ maxLength: 8 }) }),
  intent: fc.record({
    type: fc.constant('intent'),
    ...key,
    side,
    orderType: fc.constantFrom('LIMIT' as const, 'LIMIT_MAKER' as const),
    price,
    quantity,
    timestampMs: fc.nat(),
    recvWindowMs: fc.nat(60_000),
    decision: fc.nat(),
  }),
  accepted: fc.record({ type: fc.constant('accepted'), ...key, venueOrderId: fc.nat(20) }),
  rejected: fc.record({
    type: fc.constant('rejected'),
    ...key,
    code: fc.constant(-2010),
    reason: fc.string({ maxLength: 8 }),
  }),
  unknown: fc.record({ type: fc.constant('unknown'), ...key, cause: fc.string({ maxLength: 8 }) }),
  'never-reached': fc.record({ type: fc.constant('never-reached'), ...key, venueTimeMs: fc.nat() }),
  order: fc
    .record({
      type: fc.constant('order'),
      ...key,
      venueOrderId: fc.nat(20),
      side,
      price,
      quantity,
      executed: quantity,
      status: fc.constantFrom('NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'),
      source,
      eventId,
    })
    .map(withoutUndefined) as fc.Arbitrary<Extract<Fact, { type: 'order' }>>,
  fill: fc
    .record({
      type: fc.constant('fill'),
      ...key,
      tradeId: fc.integer({ min: 1, max: 12 }),
      venueOrderId: fc.nat(20),
      side,
      price,
      quantity,
      commission: quantity,
      commissionAsset: fc.constantFrom('BTC', 'USDT', 'BNB'),
      tradeTimeMs: fc.nat(60),
      maker: fc.boolean(),
      source,
      eventId,
    })
    .map(withoutUndefined) as fc.Arbitrary<Extract<Fact, { type: 'fill' }>>,
  balances: fc.record({
    type: fc.constant('balances'),
    venue,
    balances: fc.array(fc.record({ asset: fc.constantFrom('BTC', 'USDT'), free: amount, locked: amount }), {
      maxLength: 2,
    }),
    source,
  }),
  adjustment: fc.record({
    type: fc.constant('adjustment'),
    venue,
    asset: fc.constantFrom('BTC', 'USDT'),
    delta: amount,
    reason: fc.string({ maxLength: 8 }),
  }),
  cursor: fc.record({ type: fc.constant('cursor'), venue, cursor }),
  session: fc.record({
    type: fc.constant('session'),
    venue,
    state: fc.constantFrom('connected' as const, 'disconnected' as const),
  }),
  strategy: fc.record({ type: fc.constant('strategy'), decision: fc.nat(), version: fc.nat(), json }),
  stage: fc.record({
    type: fc.constant('stage'),
    venue,
    symbol,
    stage: fc.constantFrom('cancel-only' as const, 'full' as const),
    reason: fc.string({ maxLength: 8 }),
  }),
  alarm: fc.record({ type: fc.constant('alarm'), code: fc.constantFrom('a', 'b'), text: fc.string({ maxLength: 8 }) }),
  resumed: fc.record({
    type: fc.constant('resumed'),
    scope: fc.constantFrom('start' as const, 'session' as const),
    venues: fc.array(venue, { maxLength: 2 }),
    economicHash: fc.constant('ef'.repeat(32)),
    cursors: fc.dictionary(venue, cursor, { noNullPrototype: true }),
  }),
  metrics: fc.record({ type: fc.constant('metrics'), json }),
  prune: fc.record({ type: fc.constant('prune'), beforeMs: fc.nat(60) }),
  stopped: fc.record({ type: fc.constant('stopped'), mode: fc.constantFrom('cancel', 'rebuilt') }),
};

export const factTypes = Object.keys(byType) as FactType[];

export function factOf<Type extends FactType>(type: Type): fc.Arbitrary<Extract<Fact, { type: Type }>> {
  return byType[type];
}

/** Weighted towards the facts that trading makes. */
export const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  ...factTypes.map((type) => ({
    arbitrary: byType[type] as fc.Arbitrary<Fact>,
    weight: /intent|order|fill|accepted/.test(type) ? 4 : 1,
  })),
);

export const manyFacts = fc.array(anyFact, { maxLength: 60 });

/** The facts as entries 1, 2, … */
export function entriesOf(facts: readonly Fact[]): readonly Entry[] {
  return facts.map((fact, index) => ({ sequence: BigInt(index + 1), epoch: 1, timeUs: 1_000 * index, fact }));
}

export function stateAfter(facts: readonly Fact[]): State {
  const state = emptyState();
  for (const entry of entriesOf(facts)) apply(state, entry);
  return state;
}

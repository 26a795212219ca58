/**
 * What changed between two states, exactly: everything a checkpoint would hold, broken into named things with named
 * fields. No difference means equal bytes; the differences applied to the first state's things give the second's.
 */
import { formatAmount } from '../../common/amount.ts';
import { type OrderFields, orderFields } from '../../core/order-text.ts';
import { type StateImage, serialiseState } from '../../core/serialise.ts';
import type { State } from '../../core/state.ts';

type Value = string | number | boolean | null;
export type Fields = Readonly<Record<string, Value>>;
/** By a name such as `order alpha BTCUSDT m1-3`, in the order of the state's canonical text. */
export type Things = ReadonlyMap<string, Fields>;

export type Change =
  | { readonly kind: 'added'; readonly thing: string; readonly fields: Fields }
  | { readonly kind: 'removed'; readonly thing: string; readonly fields: Fields }
  | {
      readonly kind: 'changed';
      readonly thing: string;
      readonly fields: Readonly<Record<string, { readonly before: Value; readonly after: Value }>>;
    };

export function differences(before: Things, after: Things): readonly Change[] {
  const changes: Change[] = [];
  for (const [thing, fields] of before) if (!after.has(thing)) changes.push({ kind: 'removed', thing, fields });
  for (const [thing, fields] of after) {
    const old = before.get(thing);
    if (old === undefined) {
      changes.push({ kind: 'added', thing, fields });
      continue;
    }
    const names = Object.keys(fields).filter((name) => old[name] !== fields[name]);
    if (names.length === 0) continue;
    const changed = names.map((name) => [name, { before: old[name] ?? null, after: fields[name] ?? null }]);
    changes.push({ kind: 'changed', thing, fields: Object.fromEntries(changed) });
  }
  return changes;
}

/** A state's things. Taken from its canonical text, so that nothing a checkpoint holds can be left out. */
export function thingsOf(state: State): Things {
  const { head, venues }: StateImage = JSON.parse(serialiseState(state));
  const things = new Map<string, Fields>();
  const { alarms, configuration, strategy, ...single } = head;
  things.set('head', single);
  if (configuration !== null) things.set('configuration', configuration);
  if (strategy !== null) things.set('strategy', strategy);
  for (const { code, ...alarm } of alarms) things.set(`alarm ${code}`, alarm);
  for (const venue of venues) addVenue(things, venue);
  return things;
}

function addVenue(things: Map<string, Fields>, venue: StateImage['venues'][number]): void {
  const { name, cursor, balances, instruments, ...fields } = venue;
  things.set(`venue ${name}`, { ...fields, cursorKind: cursor?.kind ?? null, cursorId: cursor?.id ?? null });
  for (const { asset, ...balance } of balances) things.set(`balance ${name} ${asset}`, balance);
  for (const { symbol, orders, tombstones, fills, usage, pruned, ...instrument } of instruments) {
    const key = `${name} ${symbol}`;
    things.set(`position ${key}`, { ...instrument, ...prefixed('usage', usage), ...prefixed('pruned', pruned) });
    for (const text of orders) addOrder(things, key, orderFields(text));
    for (const { clientOrderId, ...tombstone } of tombstones) things.set(`ended ${key} ${clientOrderId}`, tombstone);
    for (const { tradeId, ...fill } of fills) things.set(`fill ${key} ${tradeId}`, fill);
  }
}

function addOrder(things: Map<string, Fields>, key: string, { clientOrderId, intent, ...order }: OrderFields): void {
  things.set(`order ${key} ${clientOrderId}`, {
    ...order,
    price: formatAmount(order.price),
    quantity: formatAmount(order.quantity),
    executedShown: formatAmount(order.executedShown),
    executedByFills: formatAmount(order.executedByFills),
    ...(intent === null ? {} : prefixed('intent', { ...intent, sequence: `${intent.sequence}` })),
  });
}

function prefixed(prefix: string, fields: Fields): Fields {
  const named = Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]);
  return Object.fromEntries(named);
}

/**
 * A fact's own bytes, by its type. Facts of the hot path have a binary layout, little-endian, fields in the order
 * written here; a text is its length in 32 bits and its UTF-8 bytes. Rare facts are one text of JSON in which an
 * amount is written `{"amount":"<integer of 10^-8>"}`. Type numbers are never reused.
 */
import type { Fact, FactType, FillRecord, IntentRecord, OrderRecord, VenueOrderStatus } from '../../core/records.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';

interface Codec<Kind extends Fact> {
  readonly number: number;
  readonly write: (to: ByteWriter, fact: Kind) => void;
  readonly read: (from: ByteReader) => Kind;
}
/** Any row of the table, seen from outside. */
interface AnyCodec {
  readonly number: number;
  readonly write: (to: ByteWriter, fact: never) => void;
  readonly read: (from: ByteReader) => Fact;
}
type Codecs = { readonly [Type in FactType]: Codec<Extract<Fact, { type: Type }>> };

const statuses: readonly VenueOrderStatus[] = ['NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'];

/** Bits of the flags byte, shared by the binary layouts that have one. */
const flag = { sell: 1, limitMaker: 2, query: 4, event: 8, maker: 16 } as const;

function json<Kind extends Fact>(number: number): Codec<Kind> {
  return {
    number,
    write: (to, fact) =>
      to.text(JSON.stringify(fact, (_key, value) => (typeof value === 'bigint' ? { amount: `${value}` } : value))),
    read: (from) => JSON.parse(from.text(), (_key, value) => (isAmount(value) ? BigInt(value.amount) : value)),
  };
}

function isAmount(value: unknown): value is { readonly amount: string } {
  return typeof value === 'object' && value !== null && 'amount' in value && Object.keys(value).length === 1;
}

const intent: Codec<IntentRecord> = {
  number: 3,
  write(to, fact) {
    to.uint8((fact.side === 'SELL' ? flag.sell : 0) | (fact.orderType === 'LIMIT_MAKER' ? flag.limitMaker : 0));
    writeKey(to, fact);
    to.int64(fact.price);
    to.int64(fact.quantity);
    to.uint64(fact.timestampMs);
    to.uint64(fact.recvWindowMs);
    to.uint64(fact.decision);
  },
  read(from) {
    const flags = from.uint8();
    return {
      type: 'intent',
      venue: from.name(),
      symbol: from.name(),
      clientOrderId: from.name(),
      side: flags & flag.sell ? 'SELL' : 'BUY',
      orderType: flags & flag.limitMaker ? 'LIMIT_MAKER' : 'LIMIT',
      price: from.int64(),
      quantity: from.int64(),
      timestampMs: from.uint64(),
      recvWindowMs: from.uint64(),
      decision: from.uint64(),
    };
  },
};

const order: Codec<OrderRecord> = {
  number: 8,
  write(to, fact) {
    to.uint8(originFlags(fact) | (fact.side === 'SELL' ? flag.sell : 0));
    to.uint8(statuses.indexOf(fact.status));
    writeKey(to, fact);
    to.uint64(fact.venueOrderId);
    to.int64(fact.price);
    to.int64(fact.quantity);
    to.int64(fact.executed);
    if (fact.eventId !== undefined) to.text(fact.eventId);
  },
  read(from) {
    const flags = from.uint8();
    const status = statuses[from.uint8()];
    if (status === undefined) throw new RangeError('Expected an order status from 0 to 5');
    const fact: OrderRecord = {
      type: 'order',
      venue: from.name(),
      symbol: from.name(),
      clientOrderId: from.name(),
      venueOrderId: from.uint64(),
      side: flags & flag.sell ? 'SELL' : 'BUY',
      price: from.int64(),
      quantity: from.int64(),
      executed: from.int64(),
      status,
      source: flags & flag.query ? 'query' : 'stream',
    };
    return flags & flag.event ? { ...fact, eventId: from.text() } : fact;
  },
};

const fill: Codec<FillRecord> = {
  number: 9,
  write(to, fact) {
    to.uint8(originFlags(fact) | (fact.side === 'SELL' ? flag.sell : 0) | (fact.maker ? flag.maker : 0));
    writeKey(to, fact);
    to.uint64(fact.tradeId);
    to.uint64(fact.venueOrderId);
    to.int64(fact.price);
    to.int64(fact.quantity);
    to.int64(fact.commission);
    to.text(fact.commissionAsset);
    to.uint64(fact.tradeTimeMs);
    if (fact.eventId !== undefined) to.text(fact.eventId);
  },
  read(from) {
    const flags = from.uint8();
    const fact: FillRecord = {
      type: 'fill',
      venue: from.name(),
      symbol: from.name(),
      clientOrderId: from.name(),
      tradeId: from.uint64(),
      venueOrderId: from.uint64(),
      side: flags & flag.sell ? 'SELL' : 'BUY',
      price: from.int64(),
      quantity: from.int64(),
      commission: from.int64(),
      commissionAsset: from.name(),
      tradeTimeMs: from.uint64(),
      maker: (flags & flag.maker) !== 0,
      source: flags & flag.query ? 'query' : 'stream',
    };
    return flags & flag.event ? { ...fact, eventId: from.text() } : fact;
  },
};

const codecs: Codecs = {
  configuration: json(1),
  epoch: json(2),
  intent,
  accepted: {
    number: 4,
    write(to, fact) {
      writeKey(to, fact);
      to.uint64(fact.venueOrderId);
    },
    read: (from) => ({
      type: 'accepted',
      venue: from.name(),
      symbol: from.name(),
      clientOrderId: from.name(),
      venueOrderId: from.uint64(),
    }),
  },
  rejected: json(5),
  unknown: json(6),
  'never-reached': json(7),
  order,
  fill,
  balances: json(10),
  adjustment: json(11),
  cursor: {
    number: 12,
    write(to, fact) {
      to.uint8(fact.cursor.kind === 'event' ? flag.event : 0);
      to.text(fact.venue);
      to.text(fact.cursor.id);
    },
    read(from) {
      const kind = from.uint8() & flag.event ? 'event' : 'reply';
      return { type: 'cursor', venue: from.text(), cursor: { kind, id: from.text() } };
    },
  },
  session: json(13),
  strategy: {
    number: 14,
    write(to, fact) {
      to.uint64(fact.decision);
      to.uint64(fact.version);
      to.text(fact.json);
    },
    read: (from) => ({ type: 'strategy', decision: from.uint64(), version: from.uint64(), json: from.text() }),
  },
  stage: json(15),
  alarm: json(16),
  resumed: json(17),
  stopped: json(18),
  metrics: json(19),
  prune: json(20),
};

interface Key {
  readonly venue: string;
  readonly symbol: string;
  readonly clientOrderId: string;
}

function writeKey(to: ByteWriter, key: Key): void {
  to.text(key.venue);
  to.text(key.symbol);
  to.text(key.clientOrderId);
}

function originFlags(fact: OrderRecord | FillRecord): number {
  return (fact.source === 'query' ? flag.query : 0) | (fact.eventId === undefined ? 0 : flag.event);
}

const allCodecs: readonly AnyCodec[] = Object.values(codecs);
const byNumber: readonly (AnyCodec | undefined)[] = Array.from({ length: 21 }, (_, number) =>
  allCodecs.find((codec) => codec.number === number),
);

/** Appends the fact's payload and returns its type number. @throws RangeError for a number its layout cannot hold. */
export function writePayload(to: ByteWriter, fact: Fact): number {
  const codec: AnyCodec = codecs[fact.type];
  codec.write(to, fact as never);
  return codec.number;
}

/** @throws RangeError or SyntaxError for a payload that {@link writePayload} did not write. */
export function readPayload(from: ByteReader, typeNumber: number): Fact {
  const codec = byNumber[typeNumber];
  if (codec === undefined)
    throw new RangeError(`Expected a record type from 1 to ${byNumber.length - 1}, found ${typeNumber}`);
  return codec.read(from);
}

/**
 * Everything one venue knows of the account, at one point of its ledger. The order of the steps is the proof:
 *
 *   begin (no engine of ours lives from here) → wait until whatever a lost engine signed before has expired →
 *   subscribe → watch for an engine that still trades → orders and trades by id from the start → barrier on the user
 *   stream → events up to the barrier
 *
 * So no order can appear behind the picture, and at the barrier's cursor it equals the ledger. Queries only; the lost
 * journal's intents cannot be asked for, because nobody can say which there were: the wait settles all of them at once.
 */
import type { VenueConnection } from '../../contract/engine.ts';
import { emptyState } from '../../core/find-or-create.ts';
import { assetsOf } from '../../core/instrument-assets.ts';
import type { Fact, FillRecord, OrderRecord } from '../../core/records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cryptography } from '../../ports/cryptography.ts';
import type { Random } from '../../ports/random.ts';
import type { HttpTransport, SocketTransport } from '../../ports/transport.ts';
import { QueryFailed, valueOrThrow } from '../gateway/reply.ts';
import { type RestClient, restClient } from '../gateway/rest-client.ts';
import { defaultLinkTiming } from '../gateway/stream-link.ts';
import { RetryAfter } from '../gateway/throttle.ts';
import { type UserEvent, UserStream } from '../gateway/user-stream.ts';
import { factOfAccount, factsOfReport } from '../gateway/venue-facts.ts';
import { VenueTime } from '../gateway/venue-time.ts';
import type { AccountView, ExecutionReport } from '../gateway/wire.ts';
import { recvWindowMs } from '../lifecycle/trader.ts';
import { deadlineMs } from '../orders/expiry.ts';
import { fetchMissedFills } from '../reconcile/fetch.ts';
import { isOurs } from '../reconcile/reconcile-instrument.ts';
import { reconcileVenue } from '../reconcile/reconcile-venue.ts';
import { patientQueries, pause } from './patient-queries.ts';

export interface AskOptions {
  readonly http: HttpTransport;
  readonly connect: SocketTransport;
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Cryptography;
  /** What is done or waited for, as a sentence. */
  tell(text: string): void;
}

export interface VenuePicture {
  readonly connection: VenueConnection;
  /** Orders, then fills by trade id, then news up to the barrier, then the baseline of balances and the cursor. */
  readonly facts: readonly Fact[];
  /** Client ids of ours at the venue: no epoch of theirs may be used again. */
  readonly seen: readonly string[];
  readonly external: number;
  /** How long the expiry of what a lost engine may have signed was waited for. */
  readonly waitedMs: number;
}

/** An engine of ours still sends orders: two would trade on one account. */
export class AccountInUse extends Error {
  override readonly name = 'AccountInUse';
}

const attempts = 3;
/** How long the account is watched for an engine that still trades: several times as long as one leaves its quotes alone. */
const watchMs = 1500;

/** @throws QueryFailed when the venue stays silent, refuses, or shows no complete picture; AccountInUse. */
export async function askVenue(connection: VenueConnection, options: AskOptions): Promise<VenuePicture> {
  const { clock, http, cryptography, tell } = options;
  const venueTime = new VenueTime(clock);
  const retryAfter = new RetryAfter(clock);
  const plain = restClient({ connection, http, cryptography, clock, venueTime, retryAfter });
  const rest = patientQueries({ ...options, rest: plain, retryAfter, venue: connection.name });
  valueOrThrow(await rest.time(), `time of ${connection.name}`);
  const beganMs = venueTime.nowMs();
  const readableMs =
    deadlineMs({ timestampMs: beganMs, recvWindowMs }, connection.bounds) + connection.bounds.readLagMs;
  const waitedMs = readableMs + 1 - beganMs;
  tell(`${connection.name}: waiting ${waitedMs} ms until every order a lost engine may have signed has expired`);
  while (venueTime.nowMs() <= readableMs) await pause(clock, readableMs + 1 - venueTime.nowMs());
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { ...(await pictureOf(connection, options, rest, venueTime)), waitedMs };
    } catch (error) {
      if (!(error instanceof QueryFailed) || attempt === attempts) throw error;
      tell(`${connection.name}: ${error.message}; asking again`);
    }
  }
}

async function pictureOf(
  connection: VenueConnection,
  options: AskOptions,
  rest: RestClient,
  venueTime: VenueTime,
): Promise<Omit<VenuePicture, 'waitedMs'>> {
  const { name, symbols } = connection;
  const events: UserEvent[] = [];
  const stream = await subscribed(connection, options, venueTime, (event) => events.push(event));
  try {
    await pause(options.clock, watchMs);
    options.tell(`${name}: asking for every order and every trade of ${symbols.join(', ')}`);
    const found = await reconcileVenue({ venue: name, symbols, state: emptyState(), rest, fetchMissedFills });
    let before = 0;
    const barrier = await stream.accountStatus(() => {
      before = events.length;
    });
    const reports = events.slice(0, before).filter((event) => event.e === 'executionReport');
    refuseLivePeer(name, events);
    const news = reports.filter((report) => isOurs(report.C === '' ? report.c : report.C));
    const facts = inOrder([...found.facts, ...news.flatMap((report) => factsOfReport(name, report))]);
    const incomplete = withoutTheirTrades(facts);
    if (incomplete.length > 0)
      throw new QueryFailed(`${name} lists fewer trades than were executed of ${incomplete.slice(0, 3).join(', ')}`);
    return {
      connection,
      facts: [
        ...facts,
        ...baseline(name, barrier.account, facts),
        { type: 'cursor', venue: name, cursor: { kind: 'reply', id: barrier.id } },
      ],
      seen: found.seen,
      external: found.external.length,
    };
  } finally {
    stream.stop();
  }
}

/** @throws QueryFailed when the stream does not come up, or is lost before the barrier (by the barrier's own question). */
async function subscribed(
  connection: VenueConnection,
  { connect, clock, random, cryptography }: AskOptions,
  venueTime: VenueTime,
  event: (event: UserEvent) => void,
): Promise<UserStream> {
  let ready: () => void = () => {};
  const up = new Promise<true>((resolve) => {
    ready = () => resolve(true);
  });
  let losses = 0;
  const stream: UserStream = new UserStream({
    url: connection.userStreamUrl,
    connect,
    clock,
    random,
    timing: defaultLinkTiming,
    apiKey: connection.apiKey,
    apiSecret: connection.apiSecret,
    cryptography,
    venueNowMs: () => venueTime.nowMs(),
    subscribed: () => ready(),
    event,
    // What came between is gone, so this stream's barrier would lie: it is not connected again.
    lost: () => {
      losses += 1;
      stream.stop();
    },
  });
  let cancelTimer = () => {};
  const late = new Promise<false>((resolve) => {
    cancelTimer = clock.after(streamLimitMs, () => resolve(false));
  });
  stream.start();
  const isUp = await Promise.race([up, late]);
  cancelTimer();
  if (isUp && losses === 0) return stream;
  stream.stop();
  throw new QueryFailed(`the user stream of ${connection.name} did not open within ${streamLimitMs} ms`);
}

const streamLimitMs = 10_000;

/** Every order a lost engine signed has expired, so a new one of ours was sent by an engine that lives. */
function refuseLivePeer(venue: string, events: readonly UserEvent[]): void {
  const fresh = events.find(
    (event): event is ExecutionReport => event.e === 'executionReport' && event.x === 'NEW' && isOurs(event.c),
  );
  if (fresh === undefined) return;
  throw new AccountInUse(`Expected no engine to trade on the account at ${venue}, found order ${fresh.c} newly placed`);
}

/** Orders by number, then fills by trade id, so that profit is booked as it was made; the newest picture of an order last. */
function inOrder(facts: readonly Fact[]): readonly (OrderRecord | FillRecord)[] {
  const orders = facts.filter((fact) => fact.type === 'order');
  const fills = new Map(
    facts.filter((fact) => fact.type === 'fill').map((fact) => [`${fact.symbol} ${fact.tradeId}`, fact]),
  );
  return [
    ...orders.toSorted((left, right) => left.venueOrderId - right.venueOrderId),
    ...[...fills.values()].toSorted((left, right) => left.tradeId - right.tradeId),
  ];
}

/** Orders whose executed quantity the listed trades do not add up to. */
function withoutTheirTrades(facts: readonly (OrderRecord | FillRecord)[]): readonly string[] {
  const shown = new Map<string, bigint>();
  const traded = new Map<string, bigint>();
  for (const fact of facts) {
    const { clientOrderId: id } = fact;
    if (fact.type === 'fill') traded.set(id, (traded.get(id) ?? 0n) + fact.quantity);
    else if (fact.executed >= (shown.get(id) ?? 0n)) shown.set(id, fact.executed);
  }
  return [...shown].filter(([id, executed]) => executed !== (traded.get(id) ?? 0n)).map(([id]) => id);
}

/** The balances at the barrier, behind every fill. An asset that fills moved and the venue does not list is at zero. */
function baseline(venue: string, account: AccountView, facts: readonly (OrderRecord | FillRecord)[]): readonly Fact[] {
  const listed = new Set(account.balances.map(({ asset }) => asset));
  const moved = facts.flatMap((fact) => {
    if (fact.type !== 'fill') return [];
    const { base, quote } = assetsOf(fact.symbol);
    return fact.commission === 0n ? [base, quote] : [base, quote, fact.commissionAsset];
  });
  const absent = [...new Set(moved)].filter((asset) => !listed.has(asset));
  const zeros = absent.map((asset) => ({ asset, free: 0n, locked: 0n }));
  return [factOfAccount(venue, { balances: [...account.balances, ...zeros] })];
}

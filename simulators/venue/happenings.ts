/**
 * Writes what the exchange reports into the ledger and onto the streams, in that order, as it happens: trade, then for
 * each trading account its order, its balances and its events.
 */
import type { Account } from './accounts/account.ts';
import { type Execution, executionReport, outboundAccountPosition, type UserEvent } from './dialect/events.ts';
import { balanceRow, orderRow, tradeRow } from './ledger/rows.ts';
import type { ExchangeListener } from './matching/exchange.ts';
import type { Order } from './matching/order.ts';
import type { Venue } from './venue.ts';

/** `venueOf` answers the venue whose exchange reports here; the two are made of each other. */
export function reportHappenings(venueOf: () => Venue): ExchangeListener {
  const listedTo = (order: Order) => order.account.kind === 'trading';
  let lastExecutionId = 0;

  function report(order: Order, execution: Execution): void {
    const venue = venueOf();
    const { base, quote } = venue.exchange.instrument(order.symbol);
    const assets = execution.kind === 'TRADE' ? [base, quote] : [order.side === 'BUY' ? quote : base];
    const nowMs = venue.clock.wallMs();
    venue.ledger.append(balanceRow(order.account, assets));
    lastExecutionId += 1;
    publish(venue, order.account, executionReport(order, execution, lastExecutionId, nowMs), order);
    publish(venue, order.account, outboundAccountPosition(order.account, assets, nowMs), null);
  }

  return {
    accepted(order) {
      if (!listedTo(order)) return;
      const venue = venueOf();
      venue.counts.accepted += 1;
      venue.rateLimits.countOrder(order.account.name, venue.clock.wallMs());
      venue.ledger.append(orderRow(order, 'accepted'));
      report(order, { kind: 'NEW' });
    },
    traded(trade, maker, taker) {
      const venue = venueOf();
      const instrument = venue.exchange.instrument(trade.symbol);
      venue.ledger.append(tradeRow(trade, instrument));
      if (!listedTo(maker) && !listedTo(taker)) venue.counts.marketTrades += 1;
      for (const order of [maker, taker]) {
        if (!listedTo(order)) continue;
        const { fillsBySymbol } = venue.counts;
        fillsBySymbol.set(trade.symbol, (fillsBySymbol.get(trade.symbol) ?? 0) + 1);
        if (order.fills.length === 1) venue.rateLimits.noteFirstFill(order.account.name, venue.clock.wallMs());
        venue.ledger.append(orderRow(order, 'traded'));
        const commissionAsset = order === trade.buyer ? instrument.base : instrument.quote;
        report(order, { kind: 'TRADE', trade, commissionAsset });
        const { requestId: request, operation, symbol, clientOrderId } = order;
        venue.holds.reach('after-fill', { request, operation, symbol, clientOrderId });
      }
      venue.marketData.trade(trade);
    },
    canceled(order, cancelId) {
      if (!listedTo(order)) return;
      venueOf().ledger.append(orderRow(order, 'canceled'));
      report(order, { kind: 'CANCELED', cancelId });
    },
    expired(order) {
      if (!listedTo(order)) return;
      venueOf().ledger.append(orderRow(order, 'expired'));
      report(order, { kind: order.prevented === null ? 'EXPIRED' : 'TRADE_PREVENTION' });
    },
    bookTouched(symbol) {
      venueOf().marketData.bookTouched(symbol);
    },
  };
}

/** The row first, so that the ledger's order is the order on every connection. */
function publish(venue: Venue, account: Account, event: UserEvent, order: Order | null): void {
  const subscriptions = venue.userStreams.of(account.name);
  venue.ledger.append({
    kind: 'event',
    account: account.name,
    event: event.e,
    eventId: event.e === 'executionReport' ? String(event['I']) : null,
    symbol: order?.symbol ?? null,
    clientOrderId: order?.clientOrderId ?? null,
    connections: subscriptions.map(({ connection }) => connection),
  });
  for (const subscription of subscriptions) subscription.send(event);
}

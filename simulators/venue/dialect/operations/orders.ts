import { type Account, accountBook } from '../../accounts/account.ts';
import type { Instrument } from '../../instruments.ts';
import type { NewOrder, Rejection } from '../../matching/exchange.ts';
import { brokenFilter } from '../../matching/filters.ts';
import { available } from '../../matching/match.ts';
import type { Order } from '../../matching/order.ts';
import type { Venue } from '../../venue.ts';
import { type WireError, wireErrors } from '../errors.ts';
import type { Operation, SignedRequest } from '../operation.ts';
import { clientOrderIdOf, decimalOf, integerOf, mandatory, optional, type Params } from '../parameters.ts';
import { acknowledgement, cancelResult, orderFull, orderResult, orderStatus } from '../replies.ts';
import { instrumentOf } from './public.ts';

const rejections: Readonly<Record<Rejection, () => WireError>> = {
  duplicate: wireErrors.duplicateOrder,
  'insufficient-balance': wireErrors.insufficientBalance,
  'would-take': wireErrors.wouldTake,
};

export const placeOrder: Operation = {
  signed: true,
  parameters: [
    'symbol',
    'side',
    'type',
    'timeInForce',
    'quantity',
    'price',
    'newClientOrderId',
    'newOrderRespType',
    'selfTradePreventionMode',
  ],
  weight: 1,
  answer(venue, request) {
    const instrument = instrumentOf(venue, request.params);
    const order = readOrder(venue, request, instrument);
    const respond = readResponseType(request.params, order.type);
    checkFilters(venue, instrument, order);
    venue.rateLimits.checkOrder(order.account.name, venue.clock.wallMs());
    const placement = venue.exchange.place(order);
    if ('rejected' in placement) throw rejections[placement.rejected]();
    return respond(placement.order, instrument);
  },
};

function readOrder(venue: Venue, request: SignedRequest, instrument: Instrument): NewOrder {
  const { params } = request;
  const side = mandatory(params, 'side');
  if (side !== 'BUY' && side !== 'SELL') throw wireErrors.side();
  const type = mandatory(params, 'type');
  if (type !== 'LIMIT' && type !== 'LIMIT_MAKER' && type !== 'MARKET') throw wireErrors.orderType();
  if ((optional(params, 'selfTradePreventionMode') ?? 'EXPIRE_TAKER') !== 'EXPIRE_TAKER')
    throw wireErrors.selfTradeMode();
  if (type === 'MARKET' && params['price'] !== undefined) throw wireErrors.notRequired('price');
  return {
    account: request.key.account,
    symbol: instrument.symbol,
    side,
    type,
    timeInForce: readTimeInForce(params, type),
    price: type === 'MARKET' ? 0n : decimalOf(params, 'price'),
    quantity: decimalOf(params, 'quantity'),
    clientOrderId: clientOrderIdOf(params, 'newClientOrderId') ?? venue.ids.clientOrderId(),
    sender: request.key.apiKey,
    requestId: request.id,
    operation: request.operation,
    selfTradePrevention: 'EXPIRE_TAKER',
  };
}

function readTimeInForce(params: Params, type: NewOrder['type']): NewOrder['timeInForce'] {
  if (type !== 'LIMIT') {
    if (params['timeInForce'] !== undefined) throw wireErrors.notRequired('timeInForce');
    return 'GTC';
  }
  const timeInForce = mandatory(params, 'timeInForce');
  if (timeInForce !== 'GTC' && timeInForce !== 'IOC' && timeInForce !== 'FOK') throw wireErrors.timeInForce();
  return timeInForce;
}

function readResponseType(params: Params, type: NewOrder['type']): (order: Order, instrument: Instrument) => unknown {
  const name = optional(params, 'newOrderRespType') ?? (type === 'LIMIT_MAKER' ? 'ACK' : 'FULL');
  if (name === 'ACK') return acknowledgement;
  if (name === 'RESULT') return orderResult;
  if (name === 'FULL') return orderFull;
  throw wireErrors.invalidValue('newOrderRespType');
}

/** The notional of a MARKET order is judged at the best price it would get. */
function checkFilters(venue: Venue, instrument: Instrument, order: NewOrder): void {
  const isMarket = order.type === 'MARKET';
  const price = isMarket ? available(venue.exchange.book(order.symbol), order.side, null, 1n).worstPrice : order.price;
  const broken = brokenFilter(instrument, isMarket, price, order.quantity);
  if (broken !== null) throw wireErrors.filter(broken);
}

export const cancelOrder: Operation = {
  signed: true,
  parameters: ['symbol', 'orderId', 'origClientOrderId', 'newClientOrderId', 'cancelRestrictions'],
  weight: 1,
  answer(venue, { params, key }) {
    const order = findOrder(key.account, instrumentOf(venue, params).symbol, params);
    if (order === null || !allowsCancel(params, order)) throw wireErrors.unknownOrder();
    const cancelId = clientOrderIdOf(params, 'newClientOrderId') ?? venue.ids.clientOrderId();
    if (!venue.exchange.cancel(order, cancelId)) throw wireErrors.unknownOrder();
    return cancelResult(order, cancelId);
  },
};

function allowsCancel(params: Params, order: Order): boolean {
  const only = optional(params, 'cancelRestrictions');
  if (only === null) return true;
  if (only !== 'ONLY_NEW' && only !== 'ONLY_PARTIALLY_FILLED') throw wireErrors.invalidValue('cancelRestrictions');
  return only === `ONLY_${order.status}`;
}

export const cancelOpenOrders: Operation = {
  signed: true,
  parameters: ['symbol'],
  weight: 1,
  answer(venue, { params, key }) {
    const { symbol } = instrumentOf(venue, params);
    const open = [...accountBook(key.account, symbol).open.values()];
    if (open.length === 0) throw wireErrors.unknownOrder();
    return open.map((order) => {
      const cancelId = venue.ids.clientOrderId();
      venue.exchange.cancel(order, cancelId);
      return cancelResult(order, cancelId);
    });
  },
};

export const queryOrder: Operation = {
  signed: true,
  parameters: ['symbol', 'orderId', 'origClientOrderId'],
  weight: 4,
  answer(venue, { params, key }) {
    const order = findOrder(key.account, instrumentOf(venue, params).symbol, params);
    if (order === null) throw wireErrors.noSuchOrder();
    return orderStatus(order);
  },
};

/** By orderId, and if both are sent the client id has to fit. A client id means the newest order that had it. */
function findOrder(account: Account, symbol: string, params: Params): Order | null {
  const orderId = integerOf(params, 'orderId');
  const clientOrderId = optional(params, 'origClientOrderId');
  const book = accountBook(account, symbol);
  if (orderId === null) {
    if (clientOrderId === null) throw wireErrors.either('origClientOrderId', 'orderId');
    return book.byClientOrderId.get(clientOrderId) ?? null;
  }
  const order = book.byOrderId.get(orderId) ?? null;
  return clientOrderId === null || order?.clientOrderId === clientOrderId ? order : null;
}

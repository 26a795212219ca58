import { type Amount, multiply, multiplyTruncated } from '../../../src/common/amount.ts';
import { commissionRate, type Instrument } from '../instruments.ts';
import type { Order } from '../matching/order.ts';
import { balanceOf } from './account.ts';

export interface Settlement {
  readonly quoteQuantity: Amount;
  readonly buyerCommission: Amount;
  readonly sellerCommission: Amount;
}

/**
 * Moves what a trade exchanges. Each side pays commission out of what it receives; a buy that trades below its limit
 * gets back what it had locked too much.
 */
export function settle(
  instrument: Instrument,
  buyer: Order,
  seller: Order,
  price: Amount,
  quantity: Amount,
): Settlement {
  const quoteQuantity = multiply(price, quantity);
  const buyerCommission = multiplyTruncated(quantity, commissionRate);
  const sellerCommission = multiplyTruncated(quoteQuantity, commissionRate);

  const buyerLocked = buyer.limit === price ? quoteQuantity : multiply(buyer.limit, quantity);
  const buyerQuote = balanceOf(buyer.account, instrument.quote);
  buyerQuote.locked -= buyerLocked;
  buyerQuote.free += buyerLocked - quoteQuantity;
  balanceOf(buyer.account, instrument.base).free += quantity - buyerCommission;

  balanceOf(seller.account, instrument.base).locked -= quantity;
  balanceOf(seller.account, instrument.quote).free += quoteQuantity - sellerCommission;

  buyer.executedQuote += quoteQuantity;
  seller.executedQuote += quoteQuantity;
  return { quoteQuantity, buyerCommission, sellerCommission };
}

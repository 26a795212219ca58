import { formatAmount } from '../../../src/common/amount.ts';
import type { Instrument } from '../instruments.ts';
import { limits } from './limits.ts';

/** `GET exchangeInfo`. */
export function exchangeInfo(instruments: readonly Instrument[], serverMs: number): unknown {
  return {
    timezone: 'UTC',
    serverTime: serverMs,
    rateLimits,
    exchangeFilters: [],
    symbols: instruments.map(symbolInfo),
  };
}

const rateLimits = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: limits.weightPerMinute },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: limits.ordersPer10Seconds },
];

function symbolInfo(instrument: Instrument): unknown {
  return {
    symbol: instrument.symbol,
    status: 'TRADING',
    baseAsset: instrument.base,
    baseAssetPrecision: 8,
    quoteAsset: instrument.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    icebergAllowed: false,
    ocoAllowed: false,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: false,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    amendAllowed: false,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filtersOf(instrument),
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'EXPIRE_TAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_TAKER'],
  };
}

function filtersOf(instrument: Instrument): unknown[] {
  const { tick, step, priceMax, quantityMax, notionalMin, notionalMax } = instrument;
  return [
    {
      filterType: 'PRICE_FILTER',
      minPrice: formatAmount(tick),
      maxPrice: formatAmount(priceMax),
      tickSize: formatAmount(tick),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: formatAmount(step),
      maxQty: formatAmount(quantityMax),
      stepSize: formatAmount(step),
    },
    {
      filterType: 'NOTIONAL',
      minNotional: formatAmount(notionalMin),
      applyMinToMarket: true,
      maxNotional: formatAmount(notionalMax),
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
  ];
}

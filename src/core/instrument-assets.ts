/** Quote assets of Binance Spot, longest first where one ends with another. */
const quotes = [
  'FDUSD',
  'USDT',
  'USDC',
  'TUSD',
  'BUSD',
  'USDP',
  'DAI',
  'EUR',
  'TRY',
  'BRL',
  'JPY',
  'BTC',
  'ETH',
  'BNB',
];

/** Base and quote of a symbol such as `BTCUSDT`. The journal names symbols only; an unknown quote gives the whole symbol as base and an empty quote. */
export function assetsOf(symbol: string): { readonly base: string; readonly quote: string } {
  const quote = quotes.find((candidate) => symbol.length > candidate.length && symbol.endsWith(candidate)) ?? '';
  return { base: symbol.slice(0, symbol.length - quote.length), quote };
}

/** Binance error codes with their documented messages. */
export class WireError extends Error {
  readonly code: number;
  /** HTTP status, or the `status` of a WebSocket API reply. */
  readonly status: number;
  readonly retryAfterSeconds: number | null;

  constructor(code: number, message: string, status = 400, retryAfterSeconds: number | null = null) {
    super(message);
    this.name = 'WireError';
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const wireErrors = {
  weight: (limit: number, retrySeconds: number) =>
    new WireError(
      -1003,
      `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
      429,
      retrySeconds,
    ),
  banned: (untilMs: number, retrySeconds: number) =>
    new WireError(
      -1003,
      `Way too much request weight used; IP banned until ${untilMs}. Please use WebSocket Streams for live updates to avoid bans.`,
      418,
      retrySeconds,
    ),
  orderRate: (limit: number, retrySeconds: number) =>
    new WireError(-1015, `Too many new orders; current limit is ${limit} orders per 10 SECOND.`, 429, retrySeconds),
  filter: (name: string) => new WireError(-1013, `Filter failure: ${name}`),
  outsideWindow: () => new WireError(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  aheadOfServer: () => new WireError(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  signature: () => new WireError(-1022, 'Signature for this request is not valid.'),
  illegal: (name: string, range: string) =>
    new WireError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`),
  mandatory: (name: string) =>
    new WireError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  either: (one: string, other: string) =>
    new WireError(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`),
  unread: (read: number, sent: number) =>
    new WireError(-1104, `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`),
  empty: (name: string) => new WireError(-1105, `Parameter '${name}' was empty.`),
  notRequired: (name: string) => new WireError(-1106, `Parameter '${name}' sent when not required.`),
  precision: (name: string) => new WireError(-1111, `Parameter '${name}' has too much precision.`),
  timeInForce: () => new WireError(-1115, 'Invalid timeInForce.'),
  orderType: () => new WireError(-1116, 'Invalid orderType.'),
  side: () => new WireError(-1117, 'Invalid side.'),
  symbol: () => new WireError(-1121, 'Invalid symbol.'),
  interval: () => new WireError(-1127, 'More than 24 hours between startTime and endTime.'),
  combination: () => new WireError(-1128, 'Combination of optional parameters invalid.'),
  recvWindow: () => new WireError(-1131, 'recvWindow must be less than 60000'),
  invalidValue: (name: string) => new WireError(-1130, `Data sent for parameter '${name}' is not valid.`),
  duplicateOrder: () => new WireError(-2010, 'Duplicate order sent.'),
  insufficientBalance: () => new WireError(-2010, 'Account has insufficient balance for requested action.'),
  wouldTake: () => new WireError(-2010, 'Order would immediately match and take.'),
  selfTradeMode: () => new WireError(-2010, 'This symbol does not allow the specified self-trade prevention mode.'),
  unknownOrder: () => new WireError(-2011, 'Unknown order sent.'),
  noSuchOrder: () => new WireError(-2013, 'Order does not exist.'),
  keyFormat: () => new WireError(-2014, 'API-key format invalid.', 401),
  key: () => new WireError(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
  subscriptionActive: () => new WireError(-2035, 'User Data Stream subscription already active.'),
  noSubscription: () => new WireError(-2036, 'User Data Stream subscription not active.'),
  unknownMethod: () => new WireError(-1020, 'This operation is not supported.', 404),
} as const;

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../accounts/keys.ts';
import { wireErrors } from './errors.ts';
import { mandatory, type Params } from './parameters.ts';

const recvWindowDefaultMs = 5000;
const recvWindowMaxMs = 60_000;

/** HMAC SHA256 of the payload in hexadecimal. */
export function sign(payload: string, apiSecret: string): string {
  return createHmac('sha256', apiSecret).update(payload).digest('hex');
}

/** The payload of a WebSocket API signature: all parameters but the signature, by name in alphabetical order. */
export function sortedPayload(params: Params): string {
  return Object.keys(params)
    .filter((name) => name !== 'signature')
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
}

/** The payload of a REST signature: the query string directly followed by the body, each without the signature. */
export function restPayload(query: string, body: string): string {
  const withoutSignature = (part: string) =>
    part
      .split('&')
      .filter((pair) => !pair.startsWith('signature='))
      .join('&');
  return withoutSignature(query) + withoutSignature(body);
}

export function checkSignature(payload: string, signature: string | null, key: ApiKey): void {
  if (signature === null || signature === '') throw wireErrors.mandatory('signature');
  const expected = Buffer.from(sign(payload, key.apiSecret));
  const found = Buffer.from(signature.toLowerCase());
  if (expected.length !== found.length || !timingSafeEqual(expected, found)) throw wireErrors.signature();
}

/**
 * Refuses a request from the future or past its expiry (timestamp + recvWindow). Binance applies it on arrival and
 * again just before matching: an engine's rule for unknown orders stands on the second check.
 */
export function checkWindow(params: Params, serverMs: number): void {
  const timestamp = mandatory(params, 'timestamp');
  if (!/^\d{1,16}$/.test(timestamp)) throw wireErrors.mandatory('timestamp');
  const recvWindow = params['recvWindow'] ?? String(recvWindowDefaultMs);
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(recvWindow)) throw wireErrors.illegal('recvWindow', '^[0-9]{1,6}(\\.[0-9]{1,3})?$');
  if (Number(recvWindow) > recvWindowMaxMs) throw wireErrors.recvWindow();
  if (Number(timestamp) >= serverMs + 1000) throw wireErrors.aheadOfServer();
  if (serverMs - Number(timestamp) > Number(recvWindow)) throw wireErrors.outsideWindow();
}

import type { Cryptography } from '../../ports/cryptography.ts';

export type Parameters = Readonly<Record<string, string | number>>;

/** `key=value&…` in insertion order with the HMAC signature last, as Binance verifies it. */
export function signedQuery(parameters: Parameters, secret: string, cryptography: Cryptography): string {
  const payload = queryText(parameters);
  return `${payload}&signature=${cryptography.hmacSha256Hex(secret, payload)}`;
}

export function queryText(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Parameters of a WebSocket API request: signed over the names in alphabetical order. */
export function signedParameters(
  parameters: Parameters,
  secret: string,
  cryptography: Cryptography,
): Readonly<Record<string, string | number>> {
  const sorted = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  const payload = Object.entries(sorted)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return { ...sorted, signature: cryptography.hmacSha256Hex(secret, payload) };
}

import { readFileSync } from 'node:fs';
import { sign, sortedPayload } from '../../../simulators/venue/dialect/security.ts';
import { type LedgerRow, ledgerRow } from '../../../src/contract/ledger.ts';
import type { VenueReady } from '../../../src/contract/venue-admin.ts';

export interface RestReply {
  readonly status: number;
  readonly uuid: string | null;
  readonly headers: Headers;
  // The tests compare whole bodies with `toMatchObject`.
  readonly body: Record<string, unknown> & Record<string, unknown>[];
}

/** Signed REST over Node's fetch. */
export async function rest(
  ready: VenueReady,
  method: string,
  path: string,
  params: Readonly<Record<string, string>> = {},
  credentials: { readonly apiKey: string; readonly apiSecret: string } = ready,
): Promise<RestReply> {
  const query = new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString();
  const url = `${ready.url}${path}?${query}&signature=${sign(query, credentials.apiSecret)}`;
  const reply = await fetch(url, { method, headers: { 'X-MBX-APIKEY': credentials.apiKey } });
  const body = (await reply.json()) as RestReply['body'];
  return { status: reply.status, uuid: reply.headers.get('x-mbx-uuid'), headers: reply.headers, body };
}

export interface Messages extends AsyncDisposable {
  readonly received: Record<string, unknown>[];
  send(message: unknown): void;
  /** Resolves with the first message, seen or to come, that the predicate accepts. */
  until(accepts: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
}

/** A WebSocket that keeps every message, as JSON. */
export async function connect(ready: VenueReady, path: string): Promise<Messages> {
  const socket = new WebSocket(ready.url.replace('http', 'ws') + path);
  const received: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  socket.addEventListener('message', ({ data }) => {
    received.push(JSON.parse(String(data)));
    for (const check of waiting) check();
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error(`Expected ${path} to open`)), { once: true });
  });
  return {
    received,
    send: (message) => socket.send(JSON.stringify(message)),
    until: (accepts) =>
      new Promise((resolve) => {
        const check = () => {
          const found = received.find(accepts);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }));
      socket.close();
      await closed;
    },
  };
}

/** Parameters of a signed WebSocket API request. */
export function signedParams(ready: VenueReady, params: Readonly<Record<string, string>> = {}): Record<string, string> {
  const all = { ...params, apiKey: ready.apiKey, timestamp: String(Date.now()) };
  return { ...all, signature: sign(sortedPayload(all), ready.apiSecret) };
}

/** Every row of a ledger file, checked against the contract. */
export function readLedger(file: string): LedgerRow[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => ledgerRow.parse(JSON.parse(line)));
}

export function formHeaders(ready: VenueReady): Record<string, string> {
  return { 'X-MBX-APIKEY': ready.apiKey, 'content-type': 'application/x-www-form-urlencoded' };
}

/** The body of a signed POST. */
export function signedForm(ready: VenueReady, params: Readonly<Record<string, string>>): string {
  const body = new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString();
  return `${body}&signature=${sign(body, ready.apiSecret)}`;
}

/**
 * The ordered source of one venue: a WebSocket API connection subscribed to the account's events. Events and replies
 * come in the ledger's order, so the reply to a request sent here is a barrier: everything before it has arrived.
 */
import { z } from 'zod';
import type { Cryptography } from '../../ports/cryptography.ts';
import { QueryFailed } from './reply.ts';
import { signedParameters } from './signed-query.ts';
import { StreamLink, type StreamLinkOptions } from './stream-link.ts';
import {
  type AccountPosition,
  type AccountView,
  accountPosition,
  accountView,
  type ExecutionReport,
  executionReport,
  userMessage,
} from './wire.ts';

export type UserEvent = ExecutionReport | AccountPosition;

export interface UserStreamOptions extends Pick<StreamLinkOptions, 'url' | 'connect' | 'clock' | 'random' | 'timing'> {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly cryptography: Cryptography;
  venueNowMs(): number;
  /** Every event from here on arrives by `event`, in order. */
  subscribed(): void;
  event(event: UserEvent): void;
  lost(reason: string): void;
}

interface Waiting {
  /** Called while the reply stands between the events before and after it. */
  atReply(): void;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const recvWindowMs = 5000;
const eventName = z.object({ e: z.enum(['executionReport', 'outboundAccountPosition']) });

export class UserStream {
  readonly #options: UserStreamOptions;
  readonly #link: StreamLink;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: UserStreamOptions) {
    this.#options = options;
    const { url, connect, clock, random, timing, cryptography } = options;
    this.#link = new StreamLink({
      url,
      connect,
      clock,
      random,
      timing,
      heartbeat: () => JSON.stringify({ id: cryptography.uuid(), method: 'ping' }),
      opened: () => void this.#subscribe(),
      message: (text) => this.#message(text),
      lost: (reason) => this.#lost(reason),
    });
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
    this.#fail('the stream was stopped');
  }

  /**
   * Account and barrier in one: `id` names the reply in the venue's ledger, and `atReply` is called exactly between the
   * events before it and the events after it (several messages may arrive before a promise continues).
   * @throws QueryFailed
   */
  async accountStatus(atReply: () => void): Promise<{ readonly id: string; readonly account: AccountView }> {
    const { id, result } = await this.#request('account.status', atReply);
    const parsed = accountView.safeParse(result);
    if (!parsed.success) throw new QueryFailed('account.status answered in an unexpected shape');
    return { id, account: parsed.data };
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#request('userDataStream.subscribe.signature', this.#options.subscribed);
    } catch (error) {
      this.#link.drop(error instanceof Error ? error.message : String(error));
    }
  }

  async #request(method: string, atReply: () => void): Promise<{ readonly id: string; readonly result: unknown }> {
    const { apiKey, apiSecret, cryptography, venueNowMs } = this.#options;
    const id = cryptography.uuid();
    const unsigned = { apiKey, recvWindow: recvWindowMs, timestamp: venueNowMs() };
    const params = signedParameters(unsigned, apiSecret, cryptography);
    if (!this.#link.isOpen) throw new QueryFailed(`${method} was not sent: the user stream is down`);
    const answered = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { atReply, resolve, reject }));
    this.#link.send(JSON.stringify({ id, method, params }));
    // Heartbeats may be answered on a link that swallowed this one request.
    const { silenceMs } = this.#options.timing;
    const cancelTimer = this.#options.clock.after(silenceMs, () => {
      this.#waiting.get(id)?.reject(new QueryFailed(`${method} was not answered within ${silenceMs} ms`));
      this.#waiting.delete(id);
    });
    return { id, result: await answered.finally(cancelTimer) };
  }

  #message(text: string): void {
    const parsed = userMessage.safeParse(parseJson(text));
    if (!parsed.success) {
      this.#link.drop('sent a message that is neither a reply nor an event');
      return;
    }
    if ('event' in parsed.data) {
      this.#event(parsed.data.event);
      return;
    }
    const { id, status, result, error } = parsed.data;
    const waiting = this.#waiting.get(String(id));
    if (waiting === undefined) return;
    this.#waiting.delete(String(id));
    if (status === 200) {
      waiting.atReply();
      waiting.resolve(result);
    } else
      waiting.reject(new QueryFailed(`the user stream answered ${status} ${error?.code ?? ''}: ${error?.msg ?? ''}`));
  }

  /** An event we cannot read may be a fill: the stream is given up and the gap is fetched by query. */
  #event(event: { readonly e: string }): void {
    if (event.e === 'eventStreamTerminated' || event.e === 'serverShutdown') {
      this.#link.drop(`the venue sent ${event.e}`);
      return;
    }
    if (!eventName.safeParse(event).success) return;
    const parsed = z.union([executionReport, accountPosition]).safeParse(event);
    if (parsed.success) this.#options.event(parsed.data);
    else this.#link.drop(`sent an ${event.e} that cannot be read`);
  }

  #lost(reason: string): void {
    this.#fail(reason);
    this.#options.lost(reason);
  }

  #fail(reason: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const each of waiting) each.reject(new QueryFailed(`the user stream was lost: ${reason}`));
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Sends orders and cancels of one venue. An order is sent at most once, after its intent is durable, exactly as the
 * intent fixed it; what comes back is recorded, and no answer means `unknown`. Cancels of named orders never wait.
 */
import type { Fact, IntentRecord } from '../../core/records.ts';
import type { ReleaseEffects } from '../engine-parts.ts';
import type { FactLog } from '../fact-log.ts';
import { placeOutcome } from '../gateway/place-outcome.ts';
import type { RestClient } from '../gateway/rest-client.ts';
import { expiryMs } from './expiry.ts';

export interface OrderDeskOptions {
  readonly rest: Pick<RestClient, 'place' | 'cancel'>;
  readonly log: FactLog;
  readonly releaseEffects: ReleaseEffects;
  venueNowMs(): number;
  /** The outcome of a sent order is not known: rule 2 has it from here. */
  outcomeUnknown(intent: IntentRecord): void;
  /** A request got no answer at all: the link deserves a look. */
  unanswered(): void;
}

/** A cancel whose reply was lost may be asked for again after this long; it opens nothing, so repeating it is harmless. */
const cancelAgainMs = 1000;

export class OrderDesk {
  readonly #options: OrderDeskOptions;
  readonly #inFlight = new Set<string>();
  readonly #cancelsMs = new Map<string, number>();
  #stopped = false;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
  }

  /** The intents and what belongs to their decision go into one batch, and each is sent when that batch is durable. */
  place(intents: readonly IntentRecord[], decision: readonly Fact[]): void {
    const { log, releaseEffects } = this.#options;
    for (const intent of intents) this.#inFlight.add(intent.clientOrderId);
    const sequence = log.record([...decision, ...intents]);
    releaseEffects(
      (effect) => log.afterDurable(sequence, effect),
      () => {
        for (const intent of intents) void this.#send(intent);
      },
    );
  }

  cancel(symbol: string, clientOrderId: string): void {
    const nowMs = this.#options.venueNowMs();
    this.#cancelsMs.set(clientOrderId, nowMs);
    void this.#options.rest.cancel(symbol, clientOrderId).then((reply) => {
      if (reply.kind === 'unknown') this.#options.unanswered();
      // Whatever it said, the order's fate is learnt from the stream: a cancel refused with -2011 may have been filled.
    });
    if (this.#cancelsMs.size > 1000) this.#forgetCancels(nowMs);
  }

  /** A cancel is under way and should not be repeated yet. */
  isCanceling(clientOrderId: string): boolean {
    const askedMs = this.#cancelsMs.get(clientOrderId);
    return askedMs !== undefined && this.#options.venueNowMs() - askedMs < cancelAgainMs;
  }

  /** Between the decision and the answer, in this process. */
  isInFlight(clientOrderId: string): boolean {
    return this.#inFlight.has(clientOrderId);
  }

  /** Nothing is sent any more, not even what was waiting for its batch. */
  stop(): void {
    this.#stopped = true;
  }

  async #send(intent: IntentRecord): Promise<void> {
    const { rest, log, venueNowMs } = this.#options;
    const { venue, symbol, clientOrderId } = intent;
    const key = { venue, symbol, clientOrderId };
    if (this.#stopped) return;
    if (venueNowMs() > expiryMs(intent)) {
      // Nothing was sent and nothing will be, so this refusal by ourselves is definitive.
      this.#inFlight.delete(clientOrderId);
      log.record([{ type: 'rejected', ...key, code: 0, reason: 'expired before it was sent' }]);
      return;
    }
    const reply = await rest.place(intent);
    const outcome = placeOutcome(reply);
    this.#inFlight.delete(clientOrderId);
    if (outcome.kind === 'accepted') log.record([{ type: 'accepted', ...key, venueOrderId: outcome.venueOrderId }]);
    if (outcome.kind === 'rejected')
      log.record([{ type: 'rejected', ...key, code: outcome.code, reason: outcome.reason }]);
    if (outcome.kind === 'unknown') {
      log.record([{ type: 'unknown', ...key, cause: outcome.cause }]);
      this.#options.outcomeUnknown(intent);
      if (reply.kind === 'unknown') this.#options.unanswered();
    }
  }

  #forgetCancels(nowMs: number): void {
    for (const [id, askedMs] of this.#cancelsMs) if (nowMs - askedMs > 10 * cancelAgainMs) this.#cancelsMs.delete(id);
  }
}

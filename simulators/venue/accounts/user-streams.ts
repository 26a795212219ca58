import type { UserEvent } from '../dialect/events.ts';

/** One subscription of a connection to the events of an account. */
export interface UserSubscription {
  readonly connection: number;
  readonly account: string;
  send(event: UserEvent): void;
}

/** Who listens to which account's events. A user stream has no snapshot, no replay and no sequence number. */
export class UserStreams {
  readonly #subscriptions = new Set<UserSubscription>();

  get count(): number {
    return this.#subscriptions.size;
  }

  add(subscription: UserSubscription): void {
    this.#subscriptions.add(subscription);
  }

  remove(subscription: UserSubscription): void {
    this.#subscriptions.delete(subscription);
  }

  of(account: string): readonly UserSubscription[] {
    return [...this.#subscriptions].filter((subscription) => subscription.account === account);
  }
}

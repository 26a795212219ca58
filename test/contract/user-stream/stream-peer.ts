/** The far end of a user stream, as the reconnect suite drives it: mock-socket's server or a real one. */
export interface StreamPeer {
  readonly url: string;
  /** Connections opened since the start. */
  readonly opened: number;
  /** Subscriptions answered since the start. */
  readonly subscribed: number;
  /** When false, requests are received and never answered: a half-open link. */
  answering: boolean;
  /** Sends text on the newest connection. */
  send(text: string): void;
  /** Closes the newest connection as a server that goes away does. */
  drop(): void;
  /** Refuses connections until {@link StreamPeer.accept}. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  close(): Promise<void>;
}

/** What the venue answers to a request. */
export function answerTo(text: string): string {
  const { id, method } = JSON.parse(text) as { id: string; method: string };
  const balances = [{ asset: 'BTC', free: '1.00000000', locked: '0.00000000' }];
  const result = method === 'account.status' ? { balances } : { subscriptionId: 0 };
  return JSON.stringify({ id, status: 200, result });
}

export function isSubscription(text: string): boolean {
  return text.includes('userDataStream.subscribe.signature');
}

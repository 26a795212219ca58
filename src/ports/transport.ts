/**
 * The network as the engine needs it: one HTTP request, one WebSocket. Nothing here retries; a request is sent at most
 * once, and what is not answered completely is reported as not known.
 */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
  /** A reply header by its lower-case name, null when absent. */
  header(name: string): string | null;
}

/** Rejects when no complete answer came (refused, dropped, timed out): the request may or may not have arrived. */
export type HttpTransport = (request: HttpRequest) => Promise<HttpReply>;

export interface SocketHandlers {
  opened(): void;
  message(text: string): void;
  /** Called at most once, never after {@link Socket.abandon}. */
  closed(reason: string): void;
}

export interface Socket {
  send(text: string): void;
  /** Gives the connection up at once: no handler is called any more, and nobody waits for a closing handshake. */
  abandon(): void;
}

export type SocketTransport = (url: string, handlers: SocketHandlers) => Socket;

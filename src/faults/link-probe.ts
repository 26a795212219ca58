/** One HTTP request through a link, on a connection of its own: what whoever uses the link would meet. */
import { connect } from 'node:net';

export interface LinkAnswer {
  /**
   * `refused` and `reset` are the network's word; `closed`: the other side ended; `silent`: nothing ended it in time;
   * `failed`: the network said anything else.
   */
  readonly end: 'answered' | 'refused' | 'reset' | 'closed' | 'silent' | 'failed';
  /** Whether the connection was accepted. */
  readonly accepted: boolean;
  /** Bytes that came back. */
  readonly bytes: number;
  /** In how many pieces. */
  readonly pieces: number;
  /** From the request's first byte to the first, and to the last, byte of the answer; NaN where there was none. */
  readonly firstByteMs: number;
  readonly lastByteMs: number;
  /** From the request's first byte to the end; NaN where it was never sent. */
  readonly endedMs: number;
}

/** @param listen `HOST:PORT` of the link; `path` a resource whose answer states its length. Never rejects. */
export function askThroughLink(listen: string, path: string, timeoutMs: number): Promise<LinkAnswer> {
  const at = listen.lastIndexOf(':');
  return new Promise((resolve) => {
    let bytes = 0;
    let pieces = 0;
    let text = '';
    let askedAt = Number.NaN;
    let firstByteMs = Number.NaN;
    let lastByteMs = Number.NaN;
    const socket = connect({ host: listen.slice(0, at), port: Number(listen.slice(at + 1)), noDelay: true });
    const timer = setTimeout(() => end('silent'), timeoutMs);
    const end = (how: LinkAnswer['end']) => {
      clearTimeout(timer);
      socket.destroy();
      const endedMs = performance.now() - askedAt;
      resolve({ end: how, accepted: !Number.isNaN(askedAt), bytes, pieces, firstByteMs, lastByteMs, endedMs });
    };
    socket.once('connect', () => {
      askedAt = performance.now();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${listen}\r\n\r\n`);
    });
    socket.on('data', (chunk) => {
      lastByteMs = performance.now() - askedAt;
      if (bytes === 0) firstByteMs = lastByteMs;
      bytes += chunk.length;
      pieces += 1;
      text += chunk.toString('latin1');
      if (isWhole(text)) end('answered');
    });
    socket.once('end', () => end('closed'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(ends[code ?? ''] ?? 'failed'));
  });
}

const ends: Readonly<Record<string, LinkAnswer['end']>> = { ECONNREFUSED: 'refused', ECONNRESET: 'reset' };

/** The fastest of several whole answers, asked for one after another, so that one hiccup of the machine is none of the link's; else the first that was not whole. */
export async function askSeveralTimes(times: number, ask: () => Promise<LinkAnswer>): Promise<LinkAnswer> {
  let fastest = await ask();
  for (let left = times - 1; left > 0 && fastest.end === 'answered'; left -= 1) {
    const next = await ask();
    if (next.end !== 'answered' || next.lastByteMs < fastest.lastByteMs) fastest = next;
  }
  return fastest;
}

/** By its own length header. */
function isWhole(text: string): boolean {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  return length !== undefined && text.length - headEnd - 4 >= Number(length);
}

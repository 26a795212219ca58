/** One HTTP request through a link, on a connection of its own: what whoever uses the link would meet. */
import { connect } from 'node:net';

export interface LinkAnswer {
  /** `refused` and `reset` are the network's word; `closed`: the other side ended; `silent`: nothing ended it in time. */
  readonly end: 'answered' | 'refused' | 'reset' | 'closed' | 'silent';
  /** Bytes that came back. */
  readonly bytes: number;
  /** In how many pieces. */
  readonly pieces: number;
  /** From the request's first byte to the first, and to the last, byte of the answer; NaN where there was none. */
  readonly firstByteMs: number;
  readonly lastByteMs: number;
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
      resolve({ end: how, bytes, pieces, firstByteMs, lastByteMs });
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
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'));
  });
}

/** By its own length header. */
function isWhole(text: string): boolean {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  return length !== undefined && text.length - headEnd - 4 >= Number(length);
}

import type { WebSocket } from 'ws';
import type { StreamListener } from '../market/market-data.ts';
import type { Venue } from '../venue.ts';

interface Command {
  readonly id: string | number | null;
  readonly method: string;
  readonly params: readonly string[];
}

/** `/ws/<stream>` sends bare payloads, `/stream?streams=a/b` wraps them as `{stream,data}`; both take SUBSCRIBE. */
export function serveMarketStreams(socket: WebSocket, url: URL, venue: Venue): void {
  const wrapped = url.pathname.startsWith('/stream');
  const path = wrapped ? (url.searchParams.get('streams') ?? '') : url.pathname.replace(/^\/ws\/?/, '');
  const active = new Set<string>();
  const listener: StreamListener = (stream, data) => socket.send(JSON.stringify(wrapped ? { stream, data } : data));
  const add = (stream: string) => {
    active.add(stream);
    venue.marketData.subscribe(stream, listener);
  };
  const remove = (stream: string) => {
    active.delete(stream);
    venue.marketData.unsubscribe(stream, listener);
  };
  for (const stream of path.split('/').filter((name) => name !== '')) add(stream);
  socket.on('message', (data) => {
    const command = readCommand(String(data));
    socket.send(JSON.stringify(command === null ? invalidRequest : answer(command, active, add, remove)));
  });
  socket.on('close', () => {
    for (const stream of active) venue.marketData.unsubscribe(stream, listener);
  });
}

const invalidRequest = { error: { code: 2, msg: 'Invalid request: expected {"method","params","id"}' } };

function answer(
  command: Command,
  active: ReadonlySet<string>,
  add: (stream: string) => void,
  remove: (stream: string) => void,
): unknown {
  const { id, method, params } = command;
  if (method === 'LIST_SUBSCRIPTIONS') return { result: [...active], id };
  if (method !== 'SUBSCRIBE' && method !== 'UNSUBSCRIBE') return { ...invalidRequest, id };
  for (const stream of params) (method === 'SUBSCRIBE' ? add : remove)(stream);
  return { result: null, id };
}

function readCommand(text: string): Command | null {
  try {
    const { id = null, method, params = [] } = JSON.parse(text) as Partial<Command>;
    const valid =
      typeof method === 'string' && Array.isArray(params) && params.every((name) => typeof name === 'string');
    return valid ? { id, method, params } : null;
  } catch {
    return null;
  }
}

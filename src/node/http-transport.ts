import type { HttpTransport } from '../ports/transport.ts';

/** Node's own fetch: keep-alive connections, no retry, redirects refused, and a time-out over the whole exchange. */
export const fetchTransport: HttpTransport = async ({ method, url, headers, timeoutMs }) => {
  const response = await fetch(url, { method, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  const body = await response.text();
  return { status: response.status, body, header: (name) => response.headers.get(name) };
};

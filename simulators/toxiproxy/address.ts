import { mayListenOn } from '../../src/common/own-network.ts';
import { ApiError } from './api-error.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Parses `host:port`. An empty host and `localhost` are 127.0.0.1. @throws ApiError (500, as Go's resolver errors are). */
export function parseAddress(text: string): Address {
  const match = /^(.*):(\d{1,5})$/.exec(text);
  const [, host = '', port = ''] = match ?? [];
  if (match === null || Number(port) > 65535) {
    throw new ApiError(`Expected an address as host:port, got ${JSON.stringify(text)}`, 500);
  }
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return { host: bare === '' || bare === 'localhost' ? '127.0.0.1' : bare, port: Number(port) };
}

/** As {@link parseAddress}, and refuses to listen anywhere but on loopback or a network of ours: nothing of a drill is reachable from outside. */
export function parseListenAddress(text: string): Address {
  const address = parseAddress(text);
  if (address.host !== '::1' && !mayListenOn(address.host)) {
    throw new ApiError(`Expected a loopback address to listen on, got ${JSON.stringify(text)}`, 500);
  }
  return address;
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

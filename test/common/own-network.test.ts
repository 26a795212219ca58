import { describe, expect, it } from 'vitest';
import { isOwnHost, listeningHost, mayListenOn } from '../../src/common/own-network.ts';

const container = { MUSTER_LISTEN: 'container', MUSTER_NETWORK_HOSTS: 'proxy,venue-a,172.20.0.3' };

describe('on a machine', () => {
  it('a part listens on loopback, and only loopback is ours, whatever the list of hosts says', () => {
    expect(listeningHost({})).toBe('127.0.0.1');
    expect(isOwnHost('127.0.0.1', {})).toBe(true);
    for (const host of ['proxy', '172.20.0.3', 'api.binance.com'])
      expect(isOwnHost(host, { MUSTER_NETWORK_HOSTS: container.MUSTER_NETWORK_HOSTS })).toBe(false);
  });
});

describe('in a container', () => {
  it('a part listens on every network of the container', () => {
    expect(listeningHost(container)).toBe('0.0.0.0');
  });

  it('a proxy may listen on all networks at once, which on a machine it may not, and nobody may call that address', () => {
    expect(mayListenOn('0.0.0.0', container)).toBe(true);
    expect(mayListenOn('proxy', container)).toBe(true);
    expect(mayListenOn('8.8.8.8', container)).toBe(false);
    expect(mayListenOn('0.0.0.0', {})).toBe(false);
    expect(mayListenOn('127.0.0.1', {})).toBe(true);
    expect(isOwnHost('0.0.0.0', container)).toBe(false);
  });

  it('the listed hosts are ours, and no other', () => {
    for (const host of ['proxy', 'venue-a', '172.20.0.3', 'localhost']) expect(isOwnHost(host, container)).toBe(true);
    for (const host of ['venue-b', '172.20.0.4', 'api.binance.com', '8.8.8.8'])
      expect(isOwnHost(host, container)).toBe(false);
  });

  it.each(['api.binance.com', '8.8.8.8', '172.32.0.1', '11.0.0.1', '*'])(
    'a list with %s, which may be a real exchange, is refused in one sentence',
    (host) => {
      expect(() => isOwnHost('proxy', { ...container, MUSTER_NETWORK_HOSTS: `proxy,${host}` })).toThrow(
        `Expected MUSTER_NETWORK_HOSTS to list names without a dot and private addresses, got \`${host}\``,
      );
    },
  );
});

it('another word for where to listen is refused', () => {
  expect(() => listeningHost({ MUSTER_LISTEN: 'everywhere' })).toThrow(/Expected MUSTER_LISTEN to be `container`/);
});

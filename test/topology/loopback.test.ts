import { describe, expect, it } from 'vitest';
import { requireLoopback } from '../../src/topology/loopback.ts';

describe('a venue URL', () => {
  it.each(['http://127.0.0.1:21001', 'ws://localhost:1/ws-api/v3', 'http://[::1]:80', 'http://127.9.9.9'])(
    'may be %s',
    (url) => {
      expect(requireLoopback('venue A', url).href).toContain(new URL(url).host);
    },
  );

  it.each([
    'https://api.binance.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
    'http://user@127.0.0.1@api.binance.com',
    'nonsense',
    '',
  ])('may not be %j: exit 3 and a sentence', (url) => {
    const sentence = `Expected venue A to be on this machine (127.0.0.1), got ${JSON.stringify(url)}: Muster never sends an order to a real exchange`;
    expect(() => requireLoopback('venue A', url)).toThrow(expect.objectContaining({ exit: 3, message: sentence }));
  });
});

import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../../src/common/loopback.ts';
import { readEngineEnvironment } from '../../../src/node/engine/engine-environment.ts';

const venue = {
  name: 'A',
  orderEntryUrl: 'http://127.0.0.1:21001',
  userStreamUrl: 'ws://localhost:21002/ws-api/v3',
  marketDataUrl: 'ws://[::1]:21003',
  apiKey: 'key',
  apiSecret: 'secret',
  symbols: ['BTCUSDT'],
  bounds: { clockSkewMs: 50, matchingDelayMs: 50, readLagMs: 0 },
};
const read = (venues: unknown, port = '8080') =>
  readEngineEnvironment({ MUSTER_VENUES: JSON.stringify(venues), MUSTER_HTTP_PORT: port });

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('the environment of an engine process', () => {
  it('takes venues on this machine, in every spelling of loopback', () => {
    expect(read([venue])).toEqual({ venues: [venue], httpPort: 8080 });
  });

  it.each(['orderEntryUrl', 'userStreamUrl', 'marketDataUrl'])('refuses a real exchange as %s with exit 3', (link) => {
    const scheme = link === 'orderEntryUrl' ? 'https' : 'wss';
    const error = thrownBy(() => read([{ ...venue, [link]: `${scheme}://api.binance.com/x` }]));
    expect(error).toMatchObject({
      exit: 3,
      code: 'venue-not-local',
      message: expect.stringMatching(/real exchange is refused/),
    });
  });

  it.each(['api.binance.com', '127.0.0.1.example.com', 'localhost.example.com', '10.0.0.1', '0.0.0.0', '[::2]'])(
    'does not take %s for this machine',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );

  it('is not fooled by credentials before the host', () => {
    expect(() => read([{ ...venue, orderEntryUrl: 'http://127.0.0.1@api.binance.com/' }])).toThrow(/real exchange/);
  });

  it.each([
    ['nothing', {}, /Expected MUSTER_VENUES to be a JSON array/],
    ['text that is not JSON', { MUSTER_VENUES: 'x' }, /Expected MUSTER_VENUES to be a JSON array/],
    ['a venue without a key', { MUSTER_VENUES: JSON.stringify([{ ...venue, apiKey: '' }]) }, /at 0\.apiKey/],
    [
      'two venues of one name',
      { MUSTER_VENUES: JSON.stringify([venue, venue]) },
      /venues with different names, got A, A/,
    ],
    [
      'no port',
      { MUSTER_VENUES: JSON.stringify([venue]), MUSTER_HTTP_PORT: '99999' },
      /Expected MUSTER_HTTP_PORT to be a port number, got 99999/,
    ],
    [
      'segments of no size',
      { MUSTER_VENUES: JSON.stringify([venue]), MUSTER_SEGMENT_BYTES: '12' },
      /Expected MUSTER_SEGMENT_BYTES to be a whole number of bytes from 4096 to 1073741824, got 12/,
    ],
  ])('answers %s with one sentence and exit 3', (_name, environment, sentence) => {
    const error = thrownBy(() => readEngineEnvironment(environment));
    expect(error).toMatchObject({ exit: 3, message: expect.stringMatching(sentence) });
  });
});

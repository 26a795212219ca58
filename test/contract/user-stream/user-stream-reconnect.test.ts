import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../../src/common/seeded-random.ts';
import { type UserEvent, UserStream } from '../../../src/engine/gateway/user-stream.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { nodeCryptography } from '../../../src/node/cryptography.ts';
import { webSocketTransport } from '../../../src/node/socket-transport.ts';
import { mockSocketPeer } from './mock-socket-peer.ts';
import type { StreamPeer } from './stream-peer.ts';
import { webSocketPeer } from './web-socket-peer.ts';

const timing = { connectTimeoutMs: 300, heartbeatMs: 30, silenceMs: 120, backoffMs: { first: 10, cap: 60 } };
const position = (free: string) =>
  JSON.stringify({ subscriptionId: 0, event: { e: 'outboundAccountPosition', B: [{ a: 'BTC', f: free, l: '0.0' }] } });

describe.each([
  ['mock-socket', async () => mockSocketPeer()],
  ['a real WebSocket server', webSocketPeer],
] as const)('the user stream against %s', (_name, startPeer) => {
  let peer: StreamPeer;
  let stream: UserStream;
  const events: UserEvent[] = [];
  const seen = { subscribed: 0, lost: [] as string[] };

  beforeEach(async () => {
    events.length = 0;
    seen.subscribed = 0;
    seen.lost = [];
    peer = await startPeer();
    stream = new UserStream({
      url: peer.url,
      connect: webSocketTransport,
      clock: systemClock,
      random: seededRandom(1),
      timing,
      apiKey: 'key',
      apiSecret: 'secret',
      cryptography: nodeCryptography,
      venueNowMs: () => systemClock.wallMs(),
      subscribed: () => {
        seen.subscribed += 1;
      },
      event: (event) => events.push(event),
      lost: (reason) => seen.lost.push(reason),
    });
    stream.start();
    await vi.waitFor(() => expect(seen.subscribed).toBe(1));
  });

  afterEach(async () => {
    stream.stop();
    await peer.close();
  });

  it('subscribes with a signature and delivers events in order', async () => {
    for (const free of ['1.0', '2.0', '3.0']) peer.send(position(free));
    await vi.waitFor(() => expect(events).toHaveLength(3));
    expect(events.map((event) => (event.e === 'outboundAccountPosition' ? event.B[0]?.f : null))).toEqual([
      100_000_000n,
      200_000_000n,
      300_000_000n,
    ]);
    expect(seen.lost).toEqual([]);
  });

  it('says at once that a dropped connection is lost, and subscribes again by itself', async () => {
    peer.drop();
    await vi.waitFor(() => expect(seen.lost).toHaveLength(1));
    await vi.waitFor(() => expect(seen.subscribed).toBe(2));
    peer.send(position('4.0'));
    await vi.waitFor(() => expect(events).toHaveLength(1));
  });

  it('keeps trying while connections are refused, and recovers once they are accepted', async () => {
    await peer.refuse();
    await vi.waitFor(() => expect(seen.lost).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await peer.accept();
    await vi.waitFor(() => expect(seen.subscribed).toBe(2));
    expect(seen.lost).toHaveLength(1);
  });

  it('notices a half-open connection by its silence and abandons it without waiting for its close', async () => {
    peer.answering = false;
    await vi.waitFor(() => expect(seen.lost[0]).toMatch(/silent for/));
    peer.answering = true;
    await vi.waitFor(() => expect(seen.subscribed).toBe(2));
  });

  it('answers a barrier between the events before and after it', async () => {
    let before = -1;
    peer.send(position('1.0'));
    await vi.waitFor(() => expect(events).toHaveLength(1));
    const { account } = await stream.accountStatus(() => {
      before = events.length;
    });
    expect(before).toBe(1);
    expect(account.balances[0]?.asset).toBe('BTC');
  });

  it('fails a request that waits when the connection is lost', async () => {
    peer.answering = false;
    const waiting = stream.accountStatus(() => {});
    peer.drop();
    await expect(waiting).rejects.toThrow(/the user stream was lost/);
  });

  it('gives the stream up when an event of an order cannot be read, because it may be a fill', async () => {
    peer.send(JSON.stringify({ subscriptionId: 0, event: { e: 'executionReport', s: 'BTCUSDT' } }));
    await vi.waitFor(() => expect(seen.lost[0]).toMatch(/cannot be read/));
    await vi.waitFor(() => expect(seen.subscribed).toBe(2));
  });

  it('does not connect again after it was stopped', async () => {
    stream.stop();
    const { opened } = peer;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(peer.opened).toBe(opened);
    expect(seen.lost).toEqual([]);
  });
});

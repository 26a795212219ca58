import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultQuoteRules, type MarketView, type OwnQuote, quote } from '../../../src/engine/strategy/market-maker.ts';

const tick = 1_000_000n;
const rules = { ...defaultQuoteRules, tick, step: 100n };
const price = fc.bigInt({ min: 3_999_900n, max: 4_000_100n }).map((ticks) => ticks * tick);
const ownQuote: fc.Arbitrary<Omit<OwnQuote, 'clientOrderId' | 'number'>> = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  price,
  remaining: fc.bigInt({ min: 1n, max: 2_000_000n }),
  placedMs: fc.integer({ min: 0, max: 2000 }),
  cancelable: fc.boolean(),
});
const view: fc.Arbitrary<MarketView> = fc
  .record({
    bid: price,
    spread: fc.bigInt({ min: 1n, max: 40n }),
    lastTradeMs: fc.integer({ min: 0, max: 2000 }),
    position: fc.bigInt({ min: -60_000_000n, max: 60_000_000n }),
    own: fc.array(ownQuote, { maxLength: 6 }),
  })
  .map(({ bid, spread, own, ...rest }) => ({
    ...rest,
    bid,
    ask: bid + spread * tick,
    nowMs: 2000,
    own: own.map((each, number) => ({ ...each, number, clientOrderId: `m-1-${number}` })),
  }));

describe('the market maker', () => {
  it('never places a quote that crosses an own one, standing or new', () => {
    fc.assert(
      fc.property(view, (seen) => {
        const placed = quote(seen, rules).place;
        for (const one of placed) {
          for (const other of [...seen.own, ...placed]) {
            if (one.side === other.side) continue;
            const [bid, ask] = one.side === 'BUY' ? [one.price, other.price] : [other.price, one.price];
            expect(bid).toBeLessThan(ask);
          }
        }
      }),
    );
  });

  it('never takes: a new quote stays on its side of the market', () => {
    fc.assert(
      fc.property(view, (seen) => {
        for (const { side, price: quoted } of quote(seen, rules).place) {
          if (side === 'BUY') expect(quoted).toBeLessThan(seen.ask);
          else expect(quoted).toBeGreaterThan(seen.bid);
        }
      }),
    );
  });

  it('keeps the position with everything that rests on a side within its bound', () => {
    fc.assert(
      fc.property(view, (seen) => {
        const { place } = quote(seen, rules);
        for (const side of ['BUY', 'SELL'] as const) {
          const fresh = place.filter((each) => each.side === side);
          const [first] = fresh;
          if (first === undefined) continue;
          const resting = seen.own.filter((each) => each.side === side).reduce((sum, each) => sum + each.remaining, 0n);
          const exposed = (side === 'BUY' ? seen.position : -seen.position) + resting;
          const added = fresh.reduce((sum, each) => sum + each.quantity, 0n);
          expect(exposed + added).toBeLessThanOrEqual(rules.positionQuotes * first.quantity);
        }
      }),
    );
  });

  it('never cancels its last resting quote', () => {
    fc.assert(
      fc.property(view, (seen) => {
        const { cancel } = quote(seen, rules);
        const resting = seen.own.filter((each) => each.cancelable);
        if (resting.length > 0) expect(cancel.length).toBeLessThan(resting.length);
      }),
    );
  });

  it('comes to rest within a second when the market stands still, wherever it starts', () => {
    fc.assert(
      fc.property(
        fc.record({
          bid: price,
          spread: fc.bigInt({ min: 1n, max: 40n }),
          position: fc.bigInt({ min: -50_000_000n, max: 50_000_000n }),
        }),
        ({ bid, spread, position }) => {
          const others = { bid, ask: bid + spread * tick };
          let own: OwnQuote[] = [];
          let number = 0;
          let active = 0;
          for (let nowMs = 0; nowMs < 3000; nowMs += 20) {
            const top = {
              bid: own
                .filter((each) => each.side === 'BUY')
                .reduce((best, each) => (each.price > best ? each.price : best), others.bid),
              ask: own
                .filter((each) => each.side === 'SELL')
                .reduce((best, each) => (each.price < best ? each.price : best), others.ask),
            };
            const { cancel, place } = quote({ ...top, position, own, nowMs, lastTradeMs: 0 }, rules);
            own = own.filter((each) => !cancel.includes(each.clientOrderId));
            for (const { side, price: quoted, quantity } of place) {
              number += 1;
              own.push({
                clientOrderId: `m-1-${number}`,
                number,
                side,
                price: quoted,
                remaining: quantity,
                placedMs: nowMs,
                cancelable: true,
              });
            }
            if (nowMs >= 1000) active += cancel.length + place.length;
          }
          expect(active).toBe(0);
          expect(own.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('replaces a quote for its age once the market traded after it was placed', () => {
    const bid = 4_000_000n * tick;
    const own = (['BUY', 'SELL'] as const).map(
      (side, number): OwnQuote => ({
        clientOrderId: `m-1-${number}`,
        number,
        side,
        price: side === 'BUY' ? bid : bid + 8n * tick,
        remaining: 1000n,
        placedMs: 1000,
        cancelable: true,
      }),
    );
    const seen = { bid, ask: bid + 8n * tick, position: 0n, own, nowMs: 2000 };
    expect(quote({ ...seen, lastTradeMs: 1500 }, rules).cancel).toHaveLength(1);
    expect(quote({ ...seen, lastTradeMs: 900 }, rules).cancel).toEqual([]);
  });
});

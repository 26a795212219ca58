import { describe, expect, it } from 'vitest';
import { replayDocument, summaryLines, verdictOf } from '../../src/cli/replay-text.ts';
import type { DirectoryReplay } from '../../src/engine/market/replay-directory.ts';

const same: DirectoryReplay = {
  from: 9n,
  to: 20n,
  looks: 5,
  decisions: 2,
  intents: 3,
  differences: [],
  withoutMarket: 0,
  lost: 0,
  unjournaled: 0,
  intentsWithoutLook: 0,
  problems: [],
};
const difference = {
  decision: 4,
  sequence: 12n,
  timeUs: Date.parse('2026-01-02T03:04:05Z') * 1000,
  venue: 'A',
  symbol: 'BTCUSDT',
  journaled: 'this',
  again: 'that',
};
const missing = { kind: 'missing', reason: 'market-00000002.log: 3 items before it are missing' } as const;
const damaged = { kind: 'damaged', reason: 'market-00000002.log at 64: …' } as const;

describe('the verdict of a replay', () => {
  it.each([
    ['same', {}],
    ['same', { intentsWithoutLook: 3, lost: 1, unjournaled: 1, withoutMarket: 1 }],
    ['different', { differences: [difference], problems: [damaged] }],
    ['damaged', { problems: [missing, damaged] }],
    ['damaged', { looks: 0, problems: [damaged] }],
    ['incomplete', { problems: [missing] }],
    ['nothing-compared', { looks: 0, problems: [missing] }],
    ['nothing-compared', { looks: 0, from: null, to: null }],
  ] as const)('is %s for %o', (verdict, changes) => {
    const replay = { ...same, ...changes };
    expect(verdictOf(replay)).toBe(verdict);
    expect(replayDocument('data', replay).verdict).toBe(verdict);
    const said = summaryLines('data', replay).at(-1) ?? '';
    expect(said.startsWith('the same')).toBe(
      verdict === 'same' || verdict === 'incomplete' || (verdict === 'damaged' && replay.looks > 0),
    );
  });
});

describe('the summary of a replay', () => {
  it('names each difference whole and counts those it leaves out', () => {
    const lines = summaryLines('data', { ...same, differences: Array.from({ length: 22 }, () => difference) });
    expect(lines).toContain('DIFFERENT  decision 4 behind sequence 12, A BTCUSDT, 2026-01-02T03:04:05.000000Z');
    expect(lines).toContain('  journaled  this');
    expect(lines).toContain('and 2 more; --json names all');
    expect(lines.at(-1)).toBe('22 of 5 looks decided differently');
  });

  it('tells what was not compared, by why', () => {
    const text = summaryLines('data', { ...same, lost: 2, intentsWithoutLook: 7, problems: [missing] }).join('\n');
    expect(text).toContain('not compared: 2 looks, what it looked at was lost');
    expect(text).toContain('not compared: 7 intents');
    expect(text).toContain(`missing: ${missing.reason}`);
  });
});

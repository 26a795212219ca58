import { expect, test } from 'vitest';
import type { Fact } from '../../../src/core/records.ts';
import { journalTrades } from '../../../src/durability/inspect/journal-trades.ts';
import { tradingFact } from '../../bench/trading-facts.ts';
import { closedDirectory, directory } from '../rig.ts';
import { read, silent } from './trading-directory.ts';

const isFill = (fact: Fact) => fact.type === 'fill';
const groups = Array.from({ length: 20 }, (_, group) =>
  Array.from({ length: 5 }, (__, index) => tradingFact(group * 5 + index)),
);

test('every trade of the journal is told once, as it was first learnt and without from where (row 69)', async () => {
  const repeated = groups
    .flat()
    .flatMap((fact) => (fact.type === 'fill' ? [{ ...fact, price: 1n }] : []))
    .slice(0, 2);
  const found = await journalTrades(await read(await closedDirectory([...groups, repeated], [7])), silent);
  const ids = groups.flat().flatMap((fact) => (fact.type === 'fill' ? [fact.tradeId] : []));
  expect(found.trades.map(({ tradeId }) => tradeId)).toEqual(ids);
  expect(found.trades.map(({ price }) => price)).not.toContain(1n);
  expect(Object.keys(found.trades[0] ?? {})).not.toContain('source');
  expect(found).toMatchObject({ forgotten: [], damage: null, sequence: BigInt(1 + groups.flat().length + 2) });
});

test('a damaged journal gives its trades up to the damage, and says where that is', async () => {
  const disk = await closedDirectory(groups, []);
  const [first = '', second = ''] = (await disk.list(directory)).filter((name) => name.startsWith('journal-'));
  disk.bytesOf(`${directory}/${second}`).fill(0xff, 100, 110);
  const found = await journalTrades(await read(disk), silent);
  expect(found.damage).toContain(second);
  expect(first).not.toBe(second);
  expect(found.trades.length).toBeGreaterThan(0);
  expect(found.trades.length).toBeLessThan(groups.flat().filter(isFill).length);
});

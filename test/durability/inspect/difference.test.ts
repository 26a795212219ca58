import { beforeAll, expect, test } from 'vitest';
import { serialiseState } from '../../../src/core/serialise.ts';
import type { State } from '../../../src/core/state.ts';
import {
  type Change,
  differences,
  type Fields,
  type Things,
  thingsOf,
} from '../../../src/durability/inspect/difference.ts';
import { stateAt } from '../../../src/durability/inspect/state-at.ts';
import { read, silent, tradingDirectory } from './trading-directory.ts';

let states: State[];
beforeAll(async () => {
  const source = await read(await tradingDirectory());
  states = await Promise.all(
    [0n, 1n, 7n, 20n, 21n, 40n, 58n].map(async (sequence) => (await stateAt(source, { sequence }, silent)).state),
  );
});

function patched(before: Things, changes: readonly Change[]): Map<string, Fields> {
  const things = new Map(before);
  for (const change of changes) {
    if (change.kind === 'removed') things.delete(change.thing);
    else if (change.kind === 'added') things.set(change.thing, change.fields);
    else {
      const after = Object.entries(change.fields).map(([name, { after }]) => [name, after]);
      things.set(change.thing, { ...things.get(change.thing), ...Object.fromEntries(after) });
    }
  }
  return things;
}

const asObject = (things: Things) => Object.fromEntries(things);

test('the differences applied to the first state give the second, both ways (row 66)', () => {
  for (const from of states) {
    for (const to of states) {
      const [before, after] = [thingsOf(from), thingsOf(to)];
      expect(asObject(patched(before, differences(before, after)))).toEqual(asObject(after));
    }
  }
});

test('there is no difference exactly where the states have the same bytes', () => {
  for (const from of states) {
    for (const to of states) {
      const none = differences(thingsOf(from), thingsOf(to)).length === 0;
      expect(none).toBe(serialiseState(from) === serialiseState(to));
    }
  }
});

test('one entry changes what it is about and the head, nothing else', () => {
  const [, , , at20, at21] = states;
  if (at20 === undefined || at21 === undefined) throw new Error('unreachable: both were read above');
  const changes = differences(thingsOf(at20), thingsOf(at21));
  expect(changes.map(({ kind, thing }) => `${kind} ${thing}`)).toEqual(
    expect.arrayContaining(['changed head', expect.stringMatching(/^added (order|fill) /)]),
  );
  expect(changes.length).toBeLessThan(5);
});

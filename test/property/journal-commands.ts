/** What can happen to a journal, as commands that fast-check strings together and shrinks. */
import fc from 'fast-check';
import type { Fact } from '../../src/core/records.ts';
import { workloadFact } from '../durability/crash-workload.ts';
import type { Model, System } from './journal-system.ts';

export type Happening = fc.AsyncCommand<Model, System>;

const command = (words: string, run: (model: Model, system: System) => Promise<void>): Happening => ({
  check: () => true,
  run,
  toString: () => words,
});

/** Lets so many steps of what is under way happen. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

const append = (facts: readonly Fact[]) =>
  command(`append(${facts.map(({ type }) => type).join(' ')})`, async (model, system) => {
    system.append(model, facts);
  });
const sync = command('sync', (model, system) => system.sync(model));
const wait = (count: number) => command(`wait(${count})`, () => turns(count));
const roll = command('roll', async (_, system) => void system.live.journal.roll());
const checkpoint = command('checkpoint', (_, system) => system.checkpoint());
const checkpointBegun = command('checkpoint begun', async (_, system) => void system.checkpoint());
const follow = command('follow', (model, system) => system.follow(model));
const look = command('look', async (model, system) => system.expectState(model));
const kill = (operations: number) =>
  command(`kill after ${operations}`, async (model, system) => {
    await system.kill(operations);
    await system.begin(model);
  });
const powerLoss = (choice: number) =>
  command(`power loss ${choice}`, async (model, system) => {
    system.loseThePower(choice);
    await system.begin(model);
  });
const restart = command('restart', async (model, system) => {
  await system.close();
  await system.begin(model);
});

const often = fc.array(workloadFact, { minLength: 1, maxLength: 4 }).map(append);

export const happenings = [
  often,
  often,
  often,
  fc.constant(sync),
  fc.nat(12).map(wait),
  fc.constant(roll),
  fc.constant(checkpoint),
  fc.constant(checkpointBegun),
  fc.constant(follow),
  fc.constant(look),
  fc.nat(5).map(kill),
  fc.nat(399).map(powerLoss),
  fc.constant(restart),
];

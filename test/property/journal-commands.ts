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
const scrub = command('scrub', (model, system) => system.scrub(model));
const tend = command('tend', (model, system) => system.tend(model));
const tendBegun = (count: number) =>
  command(`tend begun, ${count} steps`, async (model, system) => {
    system.beginToTend(model);
    await turns(count);
  });
const damage = (what: 'segment' | 'checkpoint', choice: number) =>
  command(`damage ${what} ${choice}`, (model, system) => system.damage(model, what, choice));
/** A base each six hours, so that behind it the oldest files go. */
const day = command('a day', async (model, system) => {
  for (let hours = 0; hours < 28; hours += 7) {
    system.pass(7);
    system.append(model, [{ type: 'alarm', code: 'test', text: `after ${hours} hours` }]);
    await system.live.journal.roll();
    await system.checkpoint();
    await system.tend(model);
  }
});
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

/** What a journal, its checkpoints and its machine go through. */
export const crashes = [
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

/** The same, with media that go bad and the care that is taken of the files. */
export const happenings = [
  ...crashes,
  fc.constant(scrub),
  fc.constant(tend),
  fc.nat(200).map(tendBegun),
  fc
    .tuple(fc.constantFrom('segment' as const, 'checkpoint' as const), fc.nat(10_000))
    .map(([what, choice]) => damage(what, choice)),
  fc.constant(day),
];

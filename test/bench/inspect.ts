/**
 * `muster inspect --at` as a user runs it, the start of the command included, on a directory of a million entries with
 * the checkpoints an engine leaves: four generations near the head, and a base in two copies at 500 000.
 *
 *     node --conditions=muster-source test/bench/inspect.ts
 *
 * usual: near the head. first-half: half a million entries from the start. worst: just below the four generations, where
 * the base is loaded and 460 000 entries follow; asked for by sequence and by time, which no file name tells.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { musterCommand } from '../../src/common/muster-command.ts';
import { serialiseState, stateSchemaVersion } from '../../src/core/serialise.ts';
import type { State } from '../../src/core/state.ts';
import { stateHash } from '../../src/core/state-hash.ts';
import { writeCheckpoint } from '../../src/durability/checkpoint/checkpoint-format.ts';
import { baseNames, checkpointName } from '../../src/durability/directory.ts';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import { inTemporaryDirectory, median, report, secondsSince } from './bench-tools.ts';
import { tradingFact } from './trading-facts.ts';

const rounds = 5;
const entries = 1_000_000;
const entriesPerBatch = 100;
const baseAt = 500_000;
const generationsAt = [960_000, 970_000, 980_000, 990_000];
const justBelow = 959_900;

await inTemporaryDirectory(async (root) => {
  const directory = join(root, 'data');
  const timeUs = await makeDirectory(directory);
  const places = {
    usual: '995000',
    'first-half': '499999',
    'worst-sequence': String(justBelow),
    'worst-time': new Date(Math.floor(timeUs / 1000)).toISOString(),
  };
  for (const [place, point] of Object.entries(places)) {
    const seconds = Array.from({ length: rounds }, () => inspectAt(directory, point));
    report(`inspect.at.${place}`, median(seconds), 's', { atMost: 3 });
  }
});

/** Entry 1 is the configuration. Resolves with a time just below the four generations. */
async function makeDirectory(directory: string): Promise<number> {
  const configuration = { hash: 'ab'.repeat(32), json: '{}' };
  const live = await openDirectory({ disk: systemDisk, clock: systemClock, directory, configuration });
  if ('refusals' in live) throw new Error(`Expected a new directory: ${live.refusals[0]?.reason}`);
  const { state, journal } = live;
  let timeUs = 0;
  for (let number = entriesPerBatch; number <= entries; number += entriesPerBatch) {
    const facts = Array.from({ length: entriesPerBatch }, (_, index) => tradingFact(number + index));
    const last = journal.append(facts).at(-1)?.sequence ?? 0n;
    await new Promise<void>((resolve) => journal.afterDurable(last, resolve));
    if (number === justBelow) timeUs = state.head.timeUs;
    const names = number === baseAt ? baseNames(last) : generationsAt.includes(number) ? [checkpointName(last)] : [];
    for (const name of names) writeFileSync(join(directory, name), checkpointOf(state, journal.clusterId));
  }
  await journal.close();
  return timeUs;
}

function checkpointOf(state: State, clusterId: bigint): Uint8Array {
  const { sequence, epoch } = state.head;
  const header = { schema: stateSchemaVersion, clusterId, sequence, stateHash: stateHash(state), epoch };
  return writeCheckpoint({ ...header, parentChecksum: 0, configurationHash: 'ab'.repeat(32) }, serialiseState(state))
    .bytes;
}

/** Seconds from the start of the command to its end. */
function inspectAt(directory: string, point: string): number {
  const [program = '', ...args] = musterCommand();
  const startedNs = process.hrtime.bigint();
  const options = { encoding: 'utf8', maxBuffer: 2 ** 30 } as const;
  const { status, stderr } = spawnSync(program, [...args, 'inspect', directory, '--at', point, '--json'], options);
  const seconds = secondsSince(startedNs);
  if (status !== 0) throw new Error(`Expected the state at ${point}, found ${stderr}`);
  return seconds;
}

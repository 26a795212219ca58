/** The thread in which checkpoints are made: a follower of its own over the journal's directory. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type CheckpointWriterStart, FollowingWriter } from '../../durability/checkpoint/checkpoint-writer.ts';
import type { JournalPosition } from '../../durability/journal/journal.ts';
import { durabilityParts } from '../../durability/parts.ts';
import { systemDisk } from '../disk.ts';
import type { CheckpointAnswer } from './checkpoint-answer.ts';

/** On Linux a thread has a priority of its own: where cores are scarce the trading loop goes first. */
const niceness = 5;
if (process.platform === 'linux') setPriority(0, niceness);

const start: CheckpointWriterStart = workerData;
const writer = new FollowingWriter(start, systemDisk, durabilityParts);
let dead = false;
void writer.dead.then(() => {
  dead = true;
});

async function answerTo(position: JournalPosition): Promise<CheckpointAnswer> {
  try {
    await writer.write(position);
    return { kind: 'written' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: dead ? 'dead' : 'failed', message };
  }
}

parentPort?.on('message', (position: JournalPosition) => {
  void answerTo(position).then((answer) => parentPort?.postMessage(answer));
});

/** The thread in which a journal's batches are written and synced: sleeps until there is a request, never does two at a time. */
import { fdatasyncSync, writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { longSlot, slot, type WriterError, type WriterMemory } from './writer-request.ts';

const { control, times, bytes }: WriterMemory = workerData;

function perform(): void {
  const descriptor = control[slot.descriptor] ?? 0;
  const length = control[slot.bytes] ?? 0;
  const offset = Number(times[longSlot.offset]);
  for (let written = 0; written < length; ) {
    const taken = writeSync(descriptor, bytes, written, length - written, offset + written);
    if (taken === 0) throw Object.assign(new Error(`the disk took no bytes at ${offset + written}`), { code: 'EIO' });
    written += taken;
  }
  if (control[slot.sync] === 0) return;
  fdatasyncSync(descriptor);
  times[longSlot.syncedNs] = process.hrtime.bigint();
}

function textOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const told: WriterError = { code, message };
  return JSON.stringify(told);
}

for (let seen = 0; ; ) {
  Atomics.wait(control, slot.request, seen);
  const request = Atomics.load(control, slot.request);
  if (request === seen) continue;
  seen = request;
  control[slot.errorBytes] = 0;
  try {
    perform();
  } catch (error) {
    // The owner sends nothing more after an error, so the bytes are free for its text.
    const text = new TextEncoder().encode(textOf(error));
    bytes.set(text);
    control[slot.errorBytes] = text.length;
  }
  Atomics.store(control, slot.answer, request);
  Atomics.notify(control, slot.answer);
}

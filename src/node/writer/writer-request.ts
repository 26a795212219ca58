/**
 * The memory that a writer thread and its owner share. One request at a time: the owner fills the fields and the bytes,
 * raises `request` and wakes the thread; the thread does the work, fills the answer, raises `answer` to the same number
 * and wakes the owner. Whoever sees the number raised sees all that was written before it.
 *
 *     control, 32-bit:  0 request · 1 answer · 2 descriptor · 3 bytes · 4 then sync (0 or 1) · 5 bytes of an error's text
 *     times,   64-bit:  0 offset in the file · 1 monotonic time, ns, at which the sync had returned
 *     bytes:            what is to be written; in an answer the error as JSON, where there is one
 */
export const slot = { request: 0, answer: 1, descriptor: 2, bytes: 3, sync: 4, errorBytes: 5 } as const;
export const longSlot = { offset: 0, syncedNs: 1 } as const;

/** Longer batches take several requests. */
export const requestBytesMax = 1024 * 1024;

export interface WriterMemory {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly times: BigInt64Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

export interface WriterError {
  readonly code: string;
  readonly message: string;
}

export function writerMemory(): WriterMemory {
  return {
    control: new Int32Array(new SharedArrayBuffer(6 * 4)),
    times: new BigInt64Array(new SharedArrayBuffer(2 * 8)),
    bytes: new Uint8Array(new SharedArrayBuffer(requestBytesMax)),
  };
}

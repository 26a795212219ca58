import type { Entry } from '../../core/records.ts';
import { batchHeaderBytes, type ReadHeader } from './batch-frame.ts';
import { firstDamagedRecord, readRecords } from './record-frame.ts';

/**
 * What is wrong inside a batch whose own checksums hold; null when every record's checksums, sequence and epoch do too.
 * A restart leaves this to the batch's checksum; whoever has the time looks.
 */
export function recordsProblem(
  header: ReadHeader,
  body: Uint8Array,
): { readonly expected: string; readonly found: string } | null {
  const broken = firstDamagedRecord(body);
  if (broken !== null)
    return { expected: `a sound record at ${batchHeaderBytes + broken.offset} of its batch`, found: broken.what };
  const entries: Entry[] = [];
  try {
    readRecords(body, (entry) => entries.push(entry));
  } catch (error) {
    return { expected: 'records of known types', found: error instanceof Error ? error.message : 'others' };
  }
  if (entries.length !== header.count) return { expected: `${header.count} records`, found: `${entries.length}` };
  for (const [index, { sequence, epoch }] of entries.entries()) {
    const due = header.firstSequence + BigInt(index);
    if (sequence !== due) return { expected: `sequence ${due}`, found: `sequence ${sequence}` };
    const following = entries[index + 1]?.epoch ?? header.epoch;
    if (epoch > following) return { expected: `epoch ${epoch} or later`, found: `epoch ${following}` };
  }
  return null;
}

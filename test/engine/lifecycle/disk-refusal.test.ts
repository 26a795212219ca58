/** The first write of a start, as an operating system may answer it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import { engineExit } from '../../../src/contract/engine.ts';
import { NotAJournalDirectoryError } from '../../../src/durability/errors.ts';
import { diskRefusal } from '../../../src/engine/lifecycle/disk-refusal.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { liveEngine } from '../live-rig.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const failing = (code: string) =>
  Object.assign(new Error(`${code}: as the system says it, open 'x.log'`), { code, syscall: 'open' });

it.each([
  ['EACCES', engineExit.directoryRefused],
  ['EROFS', engineExit.directoryRefused],
  ['ENOSPC', engineExit.writeFailed],
  ['EIO', engineExit.writeFailed],
])(
  'an engine that starts on a disk which answers %s ends with exit status %d and says what the disk said (row 22)',
  async (code, exit) => {
    const disk = memoryDisk();
    disk.onOperation = () => failing(code);
    const end = await liveEngine(folder.path, [], { disk }).ended;
    expect(end).toEqual({ exit, reason: expect.stringContaining(failing(code).message) });
  },
);

it('an error of our own is not blamed on the disk', () => {
  expect(diskRefusal('/data', new RangeError('ours'))).toBeNull();
  expect(diskRefusal('/data', new NotAJournalDirectoryError('/data', 'photos', 'or empty'))).toBeNull();
});

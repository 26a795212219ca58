import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../src/common/process-liveness.ts';
import { removeFiles } from '../../src/faults/remove-files.ts';
import { restoreBackup } from '../../src/faults/restore-backup.ts';
import { truncateFile } from '../../src/faults/truncate-file.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

let folder: TemporaryFolder;
let data: string;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  data = join(folder.path, 'data');
  await mkdir(data);
  file = join(data, 'journal');
  await writeFile(file, 'one two three');
});
afterEach(() => folder[Symbol.asyncDispose]());

const nobody = async () => null;
const somebody = async () => identifyProcess(process.pid);

describe('a cut file', () => {
  const cut = (bytes: number, owner: typeof nobody | typeof somebody = nobody) =>
    truncateFile({ id: 'cut', target: 'the journal', cut: async () => ({ file, bytes }), owner, clock });

  it('is proven to be the beginning of what it was', async () => {
    const { effect } = await cut(7).inject();
    expect(await readFile(file, 'utf8')).toBe('one two');
    expect(effect).toMatchObject({ holds: true });
    expect(effect?.statement).toContain('has 7 bytes, had 13: cut at offset 7 of journal');
  });

  it('is no fault when nothing stands behind the cut, nor while the engine lives', async () => {
    expect((await cut(13).inject()).provenMonoNs).toBeNull();
    expect((await cut(7, somebody).inject()).provenMonoNs).toBeNull();
    expect(await readFile(file, 'utf8')).toBe('one two three');
  });
});

describe('a removed file', () => {
  const remove = (restore: boolean, owner: typeof nobody | typeof somebody = nobody) =>
    removeFiles({ id: 'remove', target: 'a segment', files: async () => [file], restore, owner, clock });

  it('is proven absent, and put back byte for byte where the drill asks for it', async () => {
    const fault = remove(true);
    expect((await fault.inject()).effect).toMatchObject({ holds: true });
    expect(await readdir(data)).toEqual([]);
    expect(await fault.undo()).toMatchObject({ holds: true });
    expect(await readFile(file, 'utf8')).toBe('one two three');
  });

  it('stays away where the engine must answer to that', async () => {
    const fault = remove(false);
    await fault.inject();
    expect((await fault.undo()).statement).toMatch(/^left away/);
    expect(await readdir(data)).toEqual([]);
  });

  it('is not removed from under a living engine', async () => {
    expect((await remove(true, somebody).inject()).provenMonoNs).toBeNull();
    expect(await readdir(data)).toEqual(['journal']);
  });
});

describe('a restored backup', () => {
  const backup = () => join(folder.path, 'backup');
  const restore = () => restoreBackup({ id: 'restore', directory: data, backup: backup(), owner: nobody, clock });
  beforeEach(async () => {
    await mkdir(backup());
    await writeFile(join(backup(), 'journal'), 'one');
  });

  it('is proven to be the whole directory, and older than what stood there', async () => {
    await writeFile(join(data, 'checkpoint-9'), 'new');
    const { effect } = await restore().inject();
    expect(effect).toMatchObject({ holds: true });
    expect(effect?.statement).toContain('2 of 2 are gone or older: checkpoint-9, journal');
    expect(await readdir(data)).toEqual(['journal']);
    expect(await readFile(file, 'utf8')).toBe('one');
  });

  it('that changes nothing is no fault', async () => {
    await writeFile(join(backup(), 'journal'), 'one two three');
    expect((await restore().inject()).provenMonoNs).toBeNull();
  });
});

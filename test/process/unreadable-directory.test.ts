/** What `muster inspect` and `muster replay` say of a directory they cannot read: one sentence, the right status. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { musterCommand } from '../../src/common/muster-command.ts';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { muster, withoutVitest } from './muster-run.ts';

let folder: TemporaryFolder;
let cwd: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  cwd = folder.path;
  for (const name of ['empty', 'photos']) mkdirSync(join(cwd, name));
  writeFileSync(join(cwd, 'photos', 'holiday.jpg'), 'x');
  for (const name of ['newer', 'unmarked', 'closed']) await makeDirectory(join(cwd, name));
  const marker = join(cwd, 'newer', 'MUSTER');
  writeFileSync(marker, readFileSync(marker, 'utf8').replace('"format":1', '"format":7'));
  writeFileSync(join(cwd, 'unmarked', 'MUSTER'), 'scribble');
  chmodSync(join(cwd, 'closed'), 0);
});
afterAll(async () => {
  chmodSync(join(cwd, 'closed'), 0o700);
  await folder[Symbol.asyncDispose]();
});

async function makeDirectory(directory: string): Promise<void> {
  const configuration = { hash: 'ab'.repeat(32), json: '{}' };
  const live = await openDirectory({ disk: systemDisk, clock: systemClock, directory, configuration });
  if ('refusals' in live) throw new Error('unreachable: the directory is new');
  await live.journal.close();
}

/** Root reads everything, unless it gives that up first. */
const asOrdinaryUser =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--'] : [];
const sentence = /^muster: [^\n]+$/;
const cases = [
  ['empty', 3, ['empty to be a Muster journal directory', 'found nothing in it']],
  ['photos', 3, ['photos to be a Muster journal directory', 'holiday.jpg and no MUSTER marker']],
  ['newer', 2, ['format 1, which this build reads', 'found format 7, written by a newer Muster']],
  ['unmarked', 1, ['MUSTER at 0', 'a marker of format 1', 'other text']],
] as const;

describe.each(['inspect', 'replay'])('muster %s', (command) => {
  it.each(cases)('of %s ends with exit status %i and one sentence, and changes nothing', async (name, exit, says) => {
    const before = readdirSync(join(cwd, name));
    const { exitCode, stdout, stderr } = await muster([command, name], { cwd });
    expect([exitCode, stdout], stderr).toEqual([exit, '']);
    expect(stderr).toMatch(sentence);
    for (const part of says) expect(stderr).toContain(part);
    expect(readdirSync(join(cwd, name))).toEqual(before);
  });

  it('of a directory it may not read ends with exit status 4 and one sentence', async () => {
    const [program = '', ...args] = [...asOrdinaryUser, ...musterCommand(), command, join(cwd, 'closed')];
    const { exitCode, stdout, stderr } = await execa(program, args, {
      cwd,
      env: withoutVitest(),
      extendEnv: false,
      reject: false,
    });
    expect([exitCode, stdout], stderr).toEqual([4, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).toContain('EACCES');
  });
});

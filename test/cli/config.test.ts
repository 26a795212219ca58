import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/cli/config.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

function config(name: string, source: string): string {
  const file = join(folder.path, name);
  writeFileSync(file, source);
  return file;
}

describe('the configuration', () => {
  it('is the reference engine where no file is named', async () => {
    expect(await readConfig(undefined)).toEqual({});
  });

  it('is the default export of its module', async () => {
    const file = config('sound.mjs', "export default { engine: { command: ['./engine', '--fast'] } };");
    expect(await readConfig(file)).toEqual({ engine: { command: ['./engine', '--fast'] } });
  });

  it.each([
    ['no default export', 'export const engine = 1;', /at the default export: .*expected object, received undefined/],
    ['an unknown key', 'export default { engines: {} };', /at the default export: .*"engines"/],
    ['an empty command', 'export default { engine: { command: [] } };', /at engine\.command: /],
    ['an empty program', "export default { engine: { command: [''] } };", /at engine\.command\.0: /],
  ])('with %s is refused with the place', async (what, source, says) => {
    const refused = readConfig(config(`${what.replaceAll(' ', '-')}.mjs`, source));
    await expect(refused).rejects.toMatchObject({
      exit: 3,
      code: 'config-invalid',
      message: expect.stringMatching(says),
    });
  });

  it('that throws or is absent is refused with its name', async () => {
    const throwing = config('throwing.mjs', "throw new Error('no engine today');");
    await expect(readConfig(throwing)).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining('no engine today'),
    });
    const absent = join(folder.path, 'absent.mjs');
    await expect(readConfig(absent)).rejects.toMatchObject({
      exit: 3,
      message: `Expected --config to name a module, found nothing at ${absent}.`,
    });
  });
});

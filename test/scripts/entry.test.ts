import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';

let folder: string;
const entry = (): string => join(folder, 'bin', 'muster.js');
const run = (...args: string[]) => execa(process.execPath, [entry(), ...args], { reject: false });

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-entry-'));
  await cp('bin/muster.js', entry());
  const exports = { '.': { 'muster-source': './src/index.ts', default: './dist/src/index.js' } };
  await put('package.json', JSON.stringify({ name: 'muster-drills', type: 'module', exports }));
  await put('dist/src/index.js', "export const where = 'dist';");
  await put(
    'dist/src/cli/main.js',
    "import { where } from 'muster-drills'; export const main = async (args) => { process.stdout.write([where, ...args].join(' ')); return 3; };",
  );
});

describe('bin/muster.js', () => {
  it('runs what was compiled where there are no sources, with the arguments, and ends with its status', async () => {
    expect(await run('list', '--json')).toMatchObject({ stdout: 'dist list --json', exitCode: 3 });
  });

  it('runs the sources in a clone, where the package name means the sources too', async () => {
    await put('src/index.ts', "export const where: string = 'src';");
    await put(
      'src/cli/main.ts',
      "import { where } from 'muster-drills'; export async function main(args: string[]): Promise<number> { if (args[0] === 'throw') throw new TypeError('x is not y'); process.stdout.write(where); return 0; }",
    );
    expect(await run()).toMatchObject({ stdout: 'src', exitCode: 0 });
  });

  it('ends with status 70 and one sentence when Muster has a bug', async () => {
    expect(existsSync(join(folder, 'src/cli/main.ts'))).toBe(true);
    const { stderr, exitCode } = await run('throw');
    expect(stderr).toBe('muster stopped on a bug of its own: TypeError: x is not y');
    expect(exitCode).toBe(70);
  });

  it('ends with status 4 and one sentence on a Node that is too old', async () => {
    await put(
      'old.mjs',
      "Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); Object.defineProperty(process, 'version', { value: 'v20.20.2' });",
    );
    const { stderr, exitCode } = await execa(process.execPath, ['--import', join(folder, 'old.mjs'), entry()], {
      reject: false,
    });
    expect(stderr).toMatch(/^muster needs Node 24 or newer and was started with v20\.20\.2; [^\n]+\.$/);
    expect(exitCode).toBe(4);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { firstError, isSetUp, linkOwnCommand, setUp, stampOf, writeStamp } from '../../scripts/set-up.js';

/** A clone in which `npm ci` is played by a shell script. */
function clone(npm: string): string {
  const root = mkdtempSync(join(tmpdir(), 'muster-set-up-'));
  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion": 3}');
  const bin = join(root, 'fake-bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
  const before = process.env['PATH'];
  process.env['PATH'] = `${bin}${delimiter}${before}`;
  onTestFinished(() => {
    process.env['PATH'] = before;
  });
  return root;
}

const installs = 'echo "$@" >> calls; mkdir -p node_modules/.bin; touch node_modules/.bin/node';
const calls = (root: string): string[] => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');

async function run(root: string): Promise<{ status: number; said: string[] }> {
  const said: string[] = [];
  const status = await setUp(root, (line: string) => said.push(line));
  return { status, said };
}

describe('set-up', () => {
  it('installs once, says so, and is silent and idle on the second call', async () => {
    const root = clone(installs);
    const first = await run(root);
    expect(first.status).toBe(0);
    expect(first.said.at(0)).toMatch(/^Setting up: installing dependencies/);
    expect(first.said.at(-1)).toMatch(/^Set-up done in \d+ s\.$/);
    expect(await run(root)).toEqual({ status: 0, said: [] });
    expect(calls(root)).toEqual(['ci --include=dev --no-progress']);
  });

  it('installs again when the lockfile changed', async () => {
    const root = clone(installs);
    await run(root);
    writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion": 4}');
    await run(root);
    expect(calls(root)).toHaveLength(2);
  });

  it('takes another platform or processor for another machine', () => {
    const root = clone(installs);
    const stamps = [stampOf(root, 'linux', 'x64'), stampOf(root, 'darwin', 'x64'), stampOf(root, 'linux', 'arm64')];
    expect(new Set(stamps).size).toBe(3);
  });

  it('takes a stamp without its node for not set up', () => {
    const root = clone(installs);
    mkdirSync(join(root, 'node_modules'));
    writeStamp(root);
    expect(isSetUp(root)).toBe(false);
  });

  it('ends with status 4 and one sentence that quotes npm when the installation fails', async () => {
    const root = clone('echo "npm error code ENOTFOUND" >&2; echo "npm error no such host" >&2; exit 1');
    const { status, said } = await run(root);
    expect(status).toBe(4);
    expect(said.at(-1)).toMatch(/^Set-up failed after \d+ s: `npm ci` ended with status 1: no such host /);
    expect(isSetUp(root)).toBe(false);
  });

  it('ends with status 4 when npm installed everything but a Node', async () => {
    const { status, said } = await run(clone('mkdir -p node_modules'));
    expect(status).toBe(4);
    expect(said.at(-1)).toMatch(/left no `node`/);
  });

  it('ends with status 4 when there is no npm', async () => {
    const root = clone('');
    process.env['PATH'] = join(root, 'empty');
    const { status, said } = await run(root);
    expect(status).toBe(4);
    expect(said.at(-1)).toMatch(/`npm` could not be started/);
  });

  it('makes muster a command of the clone, for npx', () => {
    const root = clone(installs);
    linkOwnCommand(root);
    linkOwnCommand(root);
    expect(readlinkSync(join(root, 'node_modules', '.bin', 'muster'))).toBe('../../bin/muster.js');
  });
});

describe('the first error of npm', () => {
  it('is the first line that is more than a code, in the old and the new notation', () => {
    expect(firstError('npm warn x\nnpm error code E1\nnpm error errno 2\nnpm error host is down\n')).toBe(
      'host is down',
    );
    expect(firstError('npm ERR! code E1\n')).toBe('code E1');
    expect(firstError('')).toBe('it printed no error');
  });
});

describe('an unknown task', () => {
  it('is refused with the names of the known ones', async () => {
    const result = await execa(process.execPath, ['scripts/run.js', 'dril'], { reject: false });
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toMatch(/^Expected one of drill, muster, .*, got `dril`\.$/);
  });
});

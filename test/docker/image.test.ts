import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { musterVersion } from '../../src/common/version.ts';
import { buildContext } from '../../src/topology/docker/build-context.ts';
import { dockerEngine } from '../../src/topology/docker/docker-engine.ts';
import { musterImage } from '../../src/topology/docker/image.ts';
import { unframed } from '../../src/topology/docker/output.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-context-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('the image is found again without being built again, and its roles are the muster command', async () => {
  const first = await musterImage(() => {});
  const said: string[] = [];
  expect(await musterImage((line) => said.push(line))).toEqual(first);
  expect(said).toEqual([]);
  expect(first.id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(first.platform).toMatch(/^linux\//);
  const docker = await dockerEngine();
  const container = await docker.createContainer({ Image: first.id, Cmd: ['--version'] });
  await container.start();
  await container.wait();
  expect(
    unframed(await container.logs({ stdout: true }))
      .toString()
      .trim(),
  ).toBe(musterVersion());
  await container.remove({ force: true });
});

it('what it is built from holds the product and what it runs with, no tests and no tools', async () => {
  const context = buildContext();
  context.copyInto(folder);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['Dockerfile', 'bin', 'node_modules', 'package.json']));
  expect(readdirSync(folder)).not.toContain('test');
  expect(readdirSync(join(folder, 'node_modules'))).not.toContain('typescript');
  expect(buildContext().hash).toBe(context.hash);
  // It runs from where it was copied to, by what was copied alone.
  const { stdout } = await execa(process.execPath, [join(folder, 'bin', 'muster.js'), '--version']);
  expect(stdout).toBe(musterVersion());
});

it('a base that nobody has is one sentence and exit status 4', async () => {
  vi.stubEnv('MUSTER_BASE_IMAGE', 'muster-no-such-base:1');
  await expect(musterImage(() => {})).rejects.toMatchObject({
    exit: 4,
    message: expect.stringMatching(
      /^Expected to build an image on muster-no-such-base:1, which failed: .*MUSTER_BASE_IMAGE\.$/s,
    ),
  });
});

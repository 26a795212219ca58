import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, it, vi } from 'vitest';
import { musterVersion } from '../../src/common/version.ts';
import { buildContext } from '../../src/topology/docker/build-context.ts';
import { dockerEngine } from '../../src/topology/docker/docker-engine.ts';
import { handName, musterImage } from '../../src/topology/docker/image.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('the image is found again without being built again, and its entrypoint is the muster command', async () => {
  const first = await musterImage(() => {});
  const said: string[] = [];
  expect(await musterImage((line) => said.push(line))).toEqual(first);
  expect(said).toEqual([]);
  expect(first.id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(first.platform).toMatch(/^linux\//);
  const docker = await dockerEngine();
  expect((await docker.getImage(handName).inspect()).Id).toBe(first.id);
  const container = await docker.createContainer({ Image: first.id, Cmd: ['--version'], Tty: true });
  try {
    await container.start();
    expect(await container.wait()).toEqual({ StatusCode: 0, Error: null });
    expect((await container.logs({ follow: false, stdout: true, stderr: true })).toString().trim()).toBe(
      musterVersion(),
    );
  } finally {
    await container.remove({ force: true });
  }
});

it('what it is built from holds the product and what it runs with, no tests and no tools', async () => {
  await using folder = await temporaryFolder();
  const context = buildContext();
  context.placeInto(folder.path);
  const names = readdirSync(folder.path);
  expect(names.sort()).toEqual(['Dockerfile', 'bin', 'drills', 'node_modules', 'package.json', 'simulators', 'src']);
  for (const tool of ['typescript', 'node', '@biomejs', '.bin', '.cache'])
    expect(readdirSync(join(folder.path, 'node_modules'))).not.toContain(tool);
  expect(buildContext().hash).toBe(context.hash);
  // It runs from where it was placed, by what was placed alone.
  const { stdout } = await execa(process.execPath, [join(folder.path, 'bin', 'muster.js'), '--version']);
  expect(stdout).toBe(musterVersion());
});

it('a base that nobody has is one sentence and exit status 4', async () => {
  vi.stubEnv('MUSTER_BASE_IMAGE', 'muster-no-such-base:1');
  await expect(musterImage(() => {})).rejects.toMatchObject({
    exit: 4,
    message: expect.stringMatching(
      /^Expected the Docker engine to have or to fetch the image muster-no-such-base:1, .*MUSTER_BASE_IMAGE\.$/s,
    ),
  });
});

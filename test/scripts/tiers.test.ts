import { describe, expect, it } from 'vitest';
import { leftOutBecause, type Machine, type Tier, tiers } from '../../scripts/tiers.ts';
import config from '../../vitest.config.ts';

const root = process.cwd();
const complete: Machine = {
  platform: 'linux',
  hasCommand: () => true,
  canMount: () => true,
  hasToxiproxy: () => true,
  hasEngine: () => true,
  hasBaseImage: () => true,
  hasCompose: () => true,
};
const tier = (name: string): Tier => {
  const found = tiers.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`there is no tier ${name}`);
  return found;
};

describe('a test tier', () => {
  it('is left out with the reason when the machine lacks something', () => {
    expect(leftOutBecause(tier('package'), { ...complete, hasCommand: () => false }, root)).toBe(
      'npm is not on the PATH',
    );
    expect(leftOutBecause(tier('process'), { ...complete, platform: 'win32' }, root)).toMatch(/POSIX signals.*win32/);
    expect(leftOutBecause(tier('toxiproxy'), { ...complete, hasToxiproxy: () => false }, root)).toMatch(
      /real Toxiproxy is not here.*MUSTER_TOXIPROXY/,
    );
    for (const [machine, reason] of [
      [{ ...complete, hasEngine: () => false }, /no Docker engine answers/],
      [{ ...complete, hasBaseImage: () => false }, /no base image.*MUSTER_BASE_IMAGE/],
      [{ ...complete, hasCompose: () => false }, /neither docker-compose nor docker compose/],
    ] as const)
      expect(leftOutBecause(tier('docker'), machine, root)).toMatch(reason);
    for (const machine of [
      { ...complete, canMount: () => false },
      { ...complete, platform: 'darwin' },
    ])
      expect(leftOutBecause(tier('disks'), machine, root)).toMatch(/mounts disks of its own.*root on Linux/);
  });

  it('is left out when it has no test files, so that nothing run is not everything passed', () => {
    const empty: Tier = { name: 'x', title: 'x', files: 'test/nowhere/*.test.ts', needs: [] };
    expect(leftOutBecause(empty, complete, root)).toBe('there is no file test/nowhere/*.test.ts');
  });

  it('runs where nothing is missing', () => {
    expect(leftOutBecause(tier('unit'), complete, root)).toBeNull();
  });

  it('exists for every project of the vitest configuration but the drills', () => {
    const names = (config.test?.projects ?? []).map((project) =>
      typeof project === 'object' && 'test' in project ? project.test?.name : project,
    );
    expect([...tiers.map(({ name }) => name), 'drills']).toEqual(names);
  });
});

/**
 * The test tiers, cheapest first. A tier is a vitest project; one that this machine cannot run is left out by name and
 * reason, and counts as a failure where every tier is demanded.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';

export type Tier = {
  readonly name: string;
  readonly title: string;
  /** Where its test files are; a tier without any has nothing to run. */
  readonly files: string;
  readonly needs: readonly Need[];
};

/** Something of the machine: null when it is there, else one clause saying what is missing. */
export type Need = (machine: Machine) => string | null;

export type Machine = {
  readonly platform: string;
  readonly hasCommand: (name: string) => boolean;
  /** Whether this process may mount disks of its own, in memory and from an image. */
  readonly canMount: () => boolean;
  /** Whether the real Toxiproxy is there. */
  readonly hasToxiproxy: () => boolean;
  /** Whether a Docker engine answers. */
  readonly hasEngine: () => boolean;
  /** Whether that engine holds the image that Muster's own is built on. */
  readonly hasBaseImage: () => boolean;
  /** Whether Compose is there, in either of its two versions. */
  readonly hasCompose: () => boolean;
};

const signals: Need = ({ platform }) =>
  platform === 'linux' || platform === 'darwin'
    ? null
    : `it stops processes with POSIX signals, and this is ${platform}`;
const npm: Need = ({ hasCommand }) => (hasCommand('npm') ? null : 'npm is not on the PATH');
const mounts: Need = ({ platform, canMount }) =>
  platform === 'linux' && canMount() ? null : 'it mounts disks of its own, which takes root on Linux and a loop device';
const toxiproxy: Need = ({ hasToxiproxy }) =>
  hasToxiproxy() ? null : 'the real Toxiproxy is not here: MUSTER_TOXIPROXY can name its program, and CI builds it';
const engine: Need = ({ hasEngine }) =>
  hasEngine() ? null : 'no Docker engine answers: install and start Docker, with its command line';
const base: Need = ({ hasBaseImage }) =>
  hasBaseImage()
    ? null
    : 'the Docker engine has no base image: pull node:24-bookworm-slim, or name another one with Node 24 in MUSTER_BASE_IMAGE';
const compose: Need = ({ hasCompose }) => (hasCompose() ? null : 'neither docker-compose nor docker compose is there');

export const tiers: readonly Tier[] = [
  { name: 'unit', title: 'functions and components', files: 'test/**/*.test.ts', needs: [] },
  { name: 'process', title: 'real processes', files: 'test/process/**/*.test.ts', needs: [signals] },
  { name: 'disks', title: 'disks that fail', files: 'test/disks/**/*.test.ts', needs: [signals, mounts] },
  {
    name: 'toxiproxy',
    title: 'the real Toxiproxy beside the embedded one',
    files: 'test/toxiproxy/**/*.test.ts',
    needs: [signals, toxiproxy],
  },
  {
    name: 'docker',
    title: 'the system in containers',
    files: 'test/docker/**/*.test.ts',
    needs: [signals, engine, base, compose],
  },
  { name: 'package', title: 'the packed package', files: 'test/package/**/*.test.ts', needs: [signals, npm] },
  { name: 'mutants', title: 'mutants in process drills', files: 'test/mutants/**/*.test.ts', needs: [signals] },
];

/** Null when the tier can run here, else why it is left out. */
export function leftOutBecause(tier: Tier, machine: Machine, root: string): string | null {
  for (const need of tier.needs) {
    const missing = need(machine);
    if (missing !== null) return missing;
  }
  const [first] = globSync(tier.files, { cwd: root });
  return first === undefined ? `there is no file ${join(tier.files)}` : null;
}

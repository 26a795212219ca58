/** What a run ran on: enough to compare two runs, nothing that names a host or a person. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { packageRoot } from '../common/package-root.ts';
import { musterVersion } from '../common/version.ts';
import type { RunRecord } from '../record/schema.ts';
import type { RunContext } from './context.ts';

/** Linux magic numbers of `statfs(2)`. */
const fileSystems: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  2035054128: 'overlayfs',
  16914836: 'tmpfs',
  801189825: 'zfs',
  26: 'apfs',
};

export function describeEnvironment({
  folder,
  engineCommand,
  image,
  toxiproxy,
}: Pick<RunContext, 'folder' | 'engineCommand' | 'image' | 'toxiproxy'>): RunRecord['environment'] {
  const processors = cpus();
  const lockfile = join(packageRoot(), 'package-lock.json');
  return {
    runtime: image === null ? 'process' : 'docker',
    image,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    kernel: release(),
    cpus: processors.length,
    cpuModel: processors[0]?.model ?? 'unknown',
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    filesystem: fileSystem(folder),
    ...commit(),
    lockfileSha256: existsSync(lockfile) ? createHash('sha256').update(readFileSync(lockfile)).digest('hex') : null,
    ...describeProxy(toxiproxy),
    clock: `CLOCK_MONOTONIC of one host, shared by all ${image === null ? 'processes' : 'containers'}`,
    engine:
      engineCommand === null
        ? `reference engine, muster-drills ${musterVersion()}`
        : 'a command from the configuration',
  };
}

/** Names the program by its hash: a path is a matter of one machine. */
function describeProxy(toxiproxy: RunContext['toxiproxy']): Pick<RunRecord['environment'], 'proxy' | 'linkProxy'> {
  if (toxiproxy === null) {
    const version = musterVersion();
    return {
      proxy: `embedded (Toxiproxy HTTP API), muster-drills ${version}`,
      linkProxy: { kind: 'embedded', version, sha256: null },
    };
  }
  const { version, sha256 } = toxiproxy;
  return { proxy: `Toxiproxy ${version}`, linkProxy: { kind: 'toxiproxy', version, sha256 } };
}

function fileSystem(folder: string): string {
  const { type } = statfsSync(folder);
  return fileSystems[type] ?? `0x${type.toString(16)}`;
}

/** Only the product's own checkout counts, not a folder of the user's around an installed package. */
function commit(): { commit: string | null; dirty: boolean | null } {
  if (!existsSync(join(packageRoot(), '.git'))) return { commit: null, dirty: null };
  const git = (...args: string[]) => execaSync('git', args, { cwd: packageRoot(), reject: false });
  const head = git('rev-parse', 'HEAD');
  if (head.failed) return { commit: null, dirty: null };
  return { commit: head.stdout, dirty: git('status', '--porcelain').stdout !== '' };
}

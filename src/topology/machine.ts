/** What a machine has that runtimes and test tiers need. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packageRoot } from '../common/package-root.ts';

export function hasCommand(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The real Toxiproxy: where `MUSTER_TOXIPROXY` says, else where CI puts it. */
export const toxiproxyProgram =
  process.env['MUSTER_TOXIPROXY'] ?? join(packageRoot(), '.muster', 'tools', 'toxiproxy-server');

/** Whether this process may mount a disk from an image. Tried, because a container may forbid root what it allows elsewhere. */
export function canMount(): boolean {
  if (!existsSync('/dev/loop-control') || !hasCommand('mkfs.ext4')) return false;
  const folder = mkdtempSync(join(tmpdir(), 'muster-mount-'));
  try {
    const image = join(folder, 'disk.img');
    writeFileSync(image, '');
    truncateSync(image, 1024 * 1024);
    if (spawnSync('mkfs.ext4', ['-q', image]).status !== 0) return false;
    if (spawnSync('mount', ['-o', 'loop', image, folder]).status !== 0) return false;
    return spawnSync('umount', [folder]).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

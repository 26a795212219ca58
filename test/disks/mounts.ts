/** Disks of a test's own, mounted below its folder; unmounted when it ends, however it ends. */
import { writeFileSync } from 'node:fs';
import { mkdir, open, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';

export interface Mounted extends AsyncDisposable {
  readonly path: string;
}

async function mount(path: string, args: readonly string[]): Promise<Mounted> {
  await mkdir(path, { recursive: true });
  await execa('mount', [...args, path]);
  return { path, [Symbol.asyncDispose]: async () => void (await execa('umount', [path])) };
}

/** A disk in memory with room for so many MiB. */
export const smallDisk = (path: string, mebibytes: number): Promise<Mounted> =>
  mount(path, ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs']);

/** Writes one file until the disk takes no more; returns how to make room again. */
export async function fillUp({ path }: Mounted): Promise<() => Promise<void>> {
  const ballast = join(path, 'ballast');
  const file = await open(ballast, 'w');
  const page = new Uint8Array(4096);
  try {
    for (;;) await file.write(page);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    await file.close();
  }
  return () => rm(ballast);
}

export interface ErringDisk extends Mounted {
  /** An error of the file system, after which the kernel takes no write any more: what it had not synced is gone. */
  turnReadOnly(): void;
  /** Mounted anew: what a reboot would find, and writable. */
  mountAgain(): Promise<void>;
}

/** An ext4 image of 64 MiB in `folder`, mounted at `path` with `errors=remount-ro`, the default of most distributions. */
export async function erringDisk(folder: string, path: string): Promise<ErringDisk> {
  const image = join(folder, 'disk.img');
  await execa('truncate', ['-s', '64M', image]);
  await execa('mkfs.ext4', ['-q', image]);
  const args = ['-o', 'loop,errors=remount-ro', image];
  const mounted = await mount(path, args);
  // An engine takes an empty directory.
  await rmdir(join(path, 'lost+found'));
  const { stdout } = await execa('losetup', ['--noheadings', '--output', 'NAME', '--associated', image]);
  return {
    ...mounted,
    turnReadOnly: () => writeFileSync(`/sys/fs/ext4/${basename(stdout.trim())}/trigger_fs_error`, '1'),
    async mountAgain() {
      await mounted[Symbol.asyncDispose]();
      await mount(path, args);
    },
  };
}

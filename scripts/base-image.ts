/**
 * The image that Muster's own is built on, where neither `MUSTER_BASE_IMAGE` names one nor the public Node image is
 * here: a minimal Debian with the Node of this clone. It needs no image registry.
 */
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseImage, engineAnswers, hasImage, isRoot, program, thisMachine } from './programs.ts';

/** By its Node: another one makes another image. */
const ownBase = `muster-base:node-${process.versions.node}`;

/** Afterwards `MUSTER_BASE_IMAGE` names it for all that this process starts; gives what came of it. */
export async function provideBaseImage(): Promise<string> {
  if (!engineAnswers()) return 'left out, no Docker engine answers';
  if (hasImage(baseImage())) return `${baseImage()} is there`;
  if (process.env['MUSTER_BASE_IMAGE'] !== undefined) return `${baseImage()}, which was named, is not there`;
  if (!hasImage(ownBase)) {
    if (!isRoot() || !thisMachine.hasCommand('debootstrap')) return 'left out, only root with debootstrap can make one';
    const failed = await make();
    if (failed !== null) return `left out, ${failed}`;
  }
  process.env['MUSTER_BASE_IMAGE'] = ownBase;
  return ownBase;
}

/** Null, or which command failed. */
async function make(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-base-'));
  const system = join(folder, 'system');
  const archive = join(folder, 'system.tar');
  try {
    const steps: readonly (readonly [string, ...string[]])[] = [
      ['debootstrap', '--variant=minbase', 'bookworm', system],
      ['tar', '--exclude=./var/cache/apt/*', '--exclude=./var/lib/apt/lists/*', '-C', system, '-cf', archive, '.'],
      ['docker', 'import', archive, ownBase],
    ];
    for (const [file, ...args] of steps) {
      if (file === 'tar') copyFileSync(process.execPath, join(system, 'usr', 'local', 'bin', 'node'));
      const { exitCode } = await program(file, args, { quietUnlessFailed: true });
      if (exitCode !== 0) return `\`${file}\` ended with status ${exitCode}`;
    }
    return null;
  } finally {
    // A debootstrap that failed may leave its /proc mounted.
    await program('rm', ['-rf', '--one-file-system', folder]);
  }
}

/** The drill's evidence on disk, saved before anything is judged and named in the record by hash. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import type { EvidenceFile } from '../record/schema.ts';

type Label = Pick<EvidenceFile, 'role' | 'label' | 'mediaType'>;

export class EvidenceFolder {
  /** Relative to the run's folder, with forward slashes. */
  readonly relative: string;
  readonly #runFolder: string;
  readonly #files = new Map<string, Label>();

  constructor(runFolder: string, relative: string) {
    this.#runFolder = runFolder;
    this.relative = relative;
    mkdirSync(join(runFolder, relative), { recursive: true });
  }

  /** Absolute path of a file or folder in here. */
  path(name: string): string {
    return join(this.#runFolder, this.relative, name);
  }

  /** Names a file that stands, or will stand, in the folder. Returns its path relative to the run's folder. */
  name(name: string, label: Label): string {
    this.#files.set(name, label);
    return posix.join(this.relative, name);
  }

  write(name: string, text: string, label: Label): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
    return this.name(name, label);
  }

  /**
   * Copies a folder from elsewhere, without listing it. Its owner may be at work: a file that vanishes between being seen
   * and being copied (an unfinished one, a checkpoint out of date) was not part of what it stands for.
   */
  copy(from: string, name: string): void {
    mkdirSync(this.path(name), { recursive: true });
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const source = join(entry.parentPath, entry.name);
      const target = join(this.path(name), relative(from, source));
      if (entry.isDirectory()) mkdirSync(target, { recursive: true });
      else copyUnlessGone(source, target);
    }
  }

  /** Every named file that exists, hashed. */
  list(): EvidenceFile[] {
    const listed: EvidenceFile[] = [];
    for (const [name, label] of this.#files) {
      const file = this.path(name);
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      if (size === undefined) continue;
      const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
      listed.push({ path: posix.join(this.relative, name), ...label, bytes: size, sha256 });
    }
    return listed.sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

function copyUnlessGone(source: string, target: string): void {
  try {
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

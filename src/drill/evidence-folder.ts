/** The drill's evidence on disk, saved before anything is judged and named in the record by hash. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
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

  /** Copies a file or a whole folder from elsewhere, without listing it. */
  copy(from: string, name: string): void {
    cpSync(from, this.path(name), { recursive: true, preserveTimestamps: true });
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

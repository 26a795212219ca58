/** The files that tidy rules read, as text with their path from the project's root. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export type SourceFile = { readonly path: string; readonly text: string };

/** One violation: `src/core/x.ts:12 says what is wrong`. */
export type Finding = string;

export const root = dirname(dirname(import.meta.dirname));

/** Neither ours nor committed. */
const generated = new Set(['node_modules', '.git', 'dist', '.muster', 'coverage']);

/** Every file below the root that git would keep, short of the reports that runs leave. */
export function committedFiles(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (generated.has(entry.name) || isRunReport(relative(root, file))) return [];
    return entry.isDirectory() ? committedFiles(file) : entry.isFile() ? [file] : [];
  });
}

const isRunReport = (path: string): boolean => /^reports\/(?!sample(\/|$))/.test(path);

export function sources(select: (path: string) => boolean): SourceFile[] {
  return committedFiles()
    .map((file) => ({ file, path: relative(root, file) }))
    .filter(({ path }) => select(path))
    .map(({ file, path }) => ({ path, text: readFileSync(file, 'utf8') }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export const isCode = (path: string): boolean => /\.[jt]s$/.test(path);

export const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** The TypeScript of the product: what the rules on layers and determinism are about. */
export const productSources = (): SourceFile[] =>
  sources((path) => isCode(path) && ['src', 'simulators', 'drills'].some((folder) => isBelow(path, folder)));

/**
 * The determinism contract: in these folders, and in every file they reach by importing, time, randomness, disk and
 * network come through ports. An exception names one file and one thing, gives its reason, and goes when it is unused.
 */
import { type Finding, isBelow, type SourceFile } from './source-files.ts';
import { type Syntax, syntaxOf } from './syntax.ts';

export const deterministicFolders = ['src/core', 'src/durability', 'src/engine', 'src/checks', 'simulators/venue'];
/** Below one of those, but where it meets the world. */
export const worldlyFolders = ['simulators/venue/server', 'simulators/venue/start-venue.ts'];
/** Not even asynchronous: one input, one step. */
export const synchronousFolders = ['src/core'];

export const bannedNames = [
  'Date',
  'Math.random',
  'Temporal',
  'Intl.DateTimeFormat',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'process',
  'performance',
  'crypto',
  'fetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'Worker',
  'globalThis',
  'global',
  'require',
] as const;

export type Exception = {
  readonly file: string;
  /** A banned name, a `node:` module or a package. */
  readonly what: string;
  readonly because: string;
};

export const purePackages = ['zod', 'pure-rand', 'canonicalize', 'csv-parse/sync'];

export const exceptions: readonly Exception[] = [
  { file: 'src/core/economic-hash.ts', what: 'node:crypto', because: 'a hash of its argument is a pure function' },
  {
    file: 'src/durability/open-directory.ts',
    what: 'node:crypto',
    because: 'a hash of its argument is a pure function',
  },
  { file: 'src/durability/checksum.ts', what: 'node:zlib', because: 'crc32 of its argument is a pure function' },
  {
    file: 'src/durability/bytes.ts',
    what: 'node:buffer',
    because: 'names the type and constructor of bytes in memory',
  },
  { file: 'simulators/venue/accounts/keys.ts', what: 'node:crypto', because: 'a signature over its argument is pure' },
  {
    file: 'simulators/venue/dialect/security.ts',
    what: 'node:crypto',
    because: 'a signature over its argument is pure',
  },
];

export type DeterminismRules = {
  readonly folders: readonly string[];
  readonly except: readonly string[];
  readonly synchronous: readonly string[];
  readonly packages: readonly string[];
  readonly exceptions: readonly Exception[];
};

export const determinismRules: DeterminismRules = {
  folders: deterministicFolders,
  except: worldlyFolders,
  synchronous: synchronousFolders,
  packages: purePackages,
  exceptions,
};

type Parsed = SourceFile & { readonly syntax: Syntax };

export function determinismFindings(files: readonly SourceFile[], rules: DeterminismRules): Finding[] {
  const parsed = new Map(files.map((file): [string, Parsed] => [file.path, { ...file, syntax: syntaxOf(file) }]));
  const used = new Set<Exception>();
  const ruled = reached(parsed, rules);
  const findings = ruled.flatMap(({ path, syntax }) => {
    const isAsync = rules.synchronous.some((folder) => isBelow(path, folder)) ? syntax.asyncLines : [];
    return [
      ...impurities(syntax, rules).flatMap(({ what, line }) => {
        const exception = rules.exceptions.find((candidate) => candidate.file === path && candidate.what === what);
        if (exception !== undefined) used.add(exception);
        return exception === undefined ? [`${path}:${line} uses ${what}, which only a port may give.`] : [];
      }),
      ...isAsync.map((line) => `${path}:${line} is asynchronous; one input is one step here.`),
    ];
  });
  const gone = [...rules.folders, ...rules.except, ...rules.synchronous]
    .filter((folder) => ![...parsed.keys()].some((path) => isBelow(path, folder)))
    .map((folder) => `test/tidy/determinism.ts:1 rules ${folder}, where there is no file.`);
  const stale = rules.exceptions
    .filter((exception) => !used.has(exception))
    .map(({ file, what }) => `test/tidy/determinism.ts:1 excepts ${what} in ${file}, which does not use it.`);
  const imported = ruled.flatMap(({ syntax }) => syntax.imports.map(({ specifier }) => specifier ?? ''));
  const unused = rules.packages
    .filter((name) => !imported.some((specifier) => isBelow(specifier, name)))
    .map((name) => `test/tidy/determinism.ts:1 calls ${name} pure, which no ruled file imports.`);
  return [...findings, ...gone, ...stale, ...unused];
}

/** The ruled files and, over imports of values, everything they pull in. */
function reached(parsed: ReadonlyMap<string, Parsed>, { folders, except }: DeterminismRules): Parsed[] {
  const isRuled = (path: string): boolean =>
    folders.some((folder) => isBelow(path, folder)) && !except.some((folder) => isBelow(path, folder));
  const queue = [...parsed.values()].filter(({ path }) => isRuled(path));
  const seen = new Set(queue);
  for (const { syntax } of queue) {
    for (const { target, typeOnly } of syntax.imports) {
      const file = target === null || typeOnly ? undefined : parsed.get(target);
      if (file !== undefined && !seen.has(file)) {
        seen.add(file);
        queue.push(file);
      }
    }
  }
  return queue;
}

function impurities(syntax: Syntax, { packages }: DeterminismRules): { what: string; line: number }[] {
  const banned = new Set<string>(bannedNames);
  const names = syntax.names.filter(({ name }) => banned.has(name)).map(({ name, line }) => ({ what: name, line }));
  const modules = syntax.imports
    .filter(({ target, typeOnly }) => target === null && !typeOnly)
    .filter(({ specifier }) => !packages.some((name) => specifier !== null && isBelow(specifier, name)))
    .map(({ specifier, line }) => ({ what: specifier ?? 'a computed import', line }));
  return [...modules, ...names];
}

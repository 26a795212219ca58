/**
 * The house's one-way imports as data. The engine tower (core → node) and the harness tower (record → drill) know each
 * other only through `contract` and running processes; `cli` (and `simulation`) know both. A permission that no import
 * uses is reported, so this table says what is, not only what may be.
 */
import { type Finding, isBelow, type SourceFile } from './source-files.ts';
import { type Import, syntaxOf } from './syntax.ts';

export type Layer = {
  readonly folder: string;
  /** Folders or files, beside its own. */
  readonly mayImport: readonly string[];
  /** Packages by name; 'any' where a layer meets the world. */
  readonly packages: readonly string[] | 'any';
};

const ground = ['src/common', 'src/ports', 'src/contract'];

export const layers: readonly Layer[] = [
  // For all.
  { folder: 'src/common', mayImport: ['src/ports'], packages: ['pure-rand'] },
  { folder: 'src/ports', mayImport: [], packages: [] },
  { folder: 'src/contract', mayImport: [], packages: ['zod'] },
  // The engine tower.
  { folder: 'src/core', mayImport: ['src/common'], packages: [] },
  { folder: 'src/durability', mayImport: ['src/common', 'src/ports', 'src/core'], packages: [] },
  { folder: 'src/engine', mayImport: [...ground, 'src/core', 'src/durability'], packages: ['zod', 'canonicalize'] },
  // Adapters of the ports, and the processes in which engine code meets the operating system.
  { folder: 'src/node', mayImport: [...ground, 'src/engine', 'src/durability'], packages: 'any' },
  // The harness tower.
  { folder: 'src/record', mayImport: ['src/contract'], packages: ['zod'] },
  { folder: 'src/checks', mayImport: ['src/common', 'src/contract', 'src/record'], packages: ['zod'] },
  { folder: 'src/faults', mayImport: [...ground, 'src/record'], packages: 'any' },
  { folder: 'src/topology', mayImport: ['src/common', 'src/contract'], packages: 'any' },
  {
    folder: 'src/drill',
    // Of the adapters only the clock, which its own timelines use; never engine code.
    mayImport: [
      'src/common',
      'src/contract',
      'src/record',
      'src/checks',
      'src/faults',
      'src/topology',
      'src/node/clock.ts',
    ],
    packages: 'any',
  },
  { folder: 'src/report', mayImport: ['src/contract', 'src/record'], packages: 'any' },
  // Where they meet; index.ts is what a drill file can import.
  { folder: 'src/index.ts', mayImport: ['src/record', 'src/checks', 'src/faults', 'src/drill'], packages: [] },
  { folder: 'src/cli', mayImport: ['src', 'simulators'], packages: 'any' },
  // Beside the towers.
  { folder: 'simulators', mayImport: ground, packages: 'any' },
  // What a user of the package can import.
  { folder: 'drills', mayImport: [], packages: ['muster-drills'] },
];

export const OWN_NAME = 'muster-drills';

export function layerFindings(files: readonly SourceFile[], table: readonly Layer[]): Finding[] {
  const findings: Finding[] = [];
  const used = new Set<string>();
  for (const file of files) {
    const layer = layerOf(file.path, table);
    if (layer === undefined) {
      findings.push(`${file.path}:1 is in no layer of test/tidy/layers.ts.`);
      continue;
    }
    used.add(layer.folder);
    for (const imported of syntaxOf(file).imports) {
      const permission = permissionFor(imported, layer);
      if (permission === null) findings.push(`${file.path}:${imported.line} ${refusal(imported, layer)}`);
      else used.add(`${layer.folder} → ${permission}`);
    }
  }
  return [...findings, ...staleFindings(table, used)];
}

const layerOf = (path: string, table: readonly Layer[]): Layer | undefined =>
  table
    .filter(({ folder }) => isBelow(path, folder))
    .toSorted((a, b) => b.folder.length - a.folder.length)
    .at(0);

/** What allows this import, null where nothing does. */
function permissionFor({ specifier, target }: Import, { folder, mayImport, packages }: Layer): string | null {
  if (target !== null) return [folder, ...mayImport].find((allowed) => isBelow(target, allowed)) ?? null;
  if (specifier === null) return packages === 'any' ? folder : null;
  // What of Node a pure folder may use is the rule on determinism.
  if (specifier.startsWith('node:')) return folder;
  if (packages === 'any') return specifier === OWN_NAME ? null : folder;
  return packages.find((name) => isBelow(specifier, name)) ?? null;
}

function refusal({ specifier, target }: Import, { folder, mayImport, packages }: Layer): string {
  if (specifier === null) return `imports something computed; ${folder} may not.`;
  const allowed = target === null ? packages : [folder, ...mayImport];
  return `imports ${target ?? specifier}; ${folder} may import only ${[...allowed].join(', ') || 'nothing from outside'}.`;
}

function staleFindings(table: readonly Layer[], used: ReadonlySet<string>): Finding[] {
  return table.flatMap(({ folder, mayImport, packages }) => {
    if (!used.has(folder)) return [`test/tidy/layers.ts:1 has a layer ${folder}, where there is no file.`];
    const permissions = [...mayImport, ...(packages === 'any' ? [] : packages)];
    return permissions
      .filter((permission) => !used.has(`${folder} → ${permission}`))
      .map((permission) => `test/tidy/layers.ts:1 allows ${folder} to import ${permission}, which nothing there does.`);
  });
}

/** The committed list of drills and profiles, and how a name on the command line becomes a drill. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { usageError } from '../common/muster-error.ts';
import { packageRoot, runsFromSource } from '../common/package-root.ts';

const catalogue = z.object({
  drills: z.array(z.object({ id: z.string(), code: z.string(), title: z.string() })),
  profiles: z.record(z.string(), z.array(z.string())),
});
export type Catalogue = z.infer<typeof catalogue>;
export type CatalogueEntry = Catalogue['drills'][number];

export function readCatalogue(): Catalogue {
  return catalogue.parse(JSON.parse(readFileSync(join(packageRoot(), 'drills', 'catalogue.json'), 'utf8')));
}

/** The file that holds a drill: its source in a clone, its compiled form in an installed package. */
export function drillFile(id: string): string {
  return runsFromSource()
    ? join(packageRoot(), 'drills', `${id}.drill.ts`)
    : join(packageRoot(), 'dist', 'drills', `${id}.drill.js`);
}

/** The drills of a profile, in its order. @throws MusterError naming near matches. */
export function resolveProfile(list: Catalogue, name: string): CatalogueEntry[] {
  const ids = list.profiles[name];
  if (ids === undefined) {
    throw usageError(
      'unknown-profile',
      `There is no profile ${JSON.stringify(name)}${nearest(name, Object.keys(list.profiles))}.`,
    );
  }
  return ids.map((id) => resolveDrill(list, id));
}

/** A drill by id or code, whatever its case. @throws MusterError naming near matches. */
export function resolveDrill(list: Catalogue, name: string): CatalogueEntry {
  const wanted = name.toLowerCase();
  const found = list.drills.find((entry) => entry.id === wanted || entry.code.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const names = list.drills.flatMap((entry) => [entry.id, entry.code]);
  throw usageError(
    'unknown-drill',
    `There is no drill ${JSON.stringify(name)}${nearest(name, names)}; muster list shows all.`,
  );
}

function nearest(name: string, candidates: readonly string[]): string {
  const wanted = name.toLowerCase();
  const scored = candidates
    .map((candidate) => ({ candidate, score: score(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.score - b.score);
  const close = scored.filter(({ score }) => score <= 0.5).slice(0, 3);
  if (close.length === 0) return ` (there are ${candidates.join(', ')})`;
  return `, did you mean ${close.map(({ candidate }) => candidate).join(' or ')}?`.replace(/\?$/, '');
}

/** Edit distance as a share of the longer name; a name that contains the other counts as close. */
function score(wanted: string, candidate: string): number {
  if (wanted.length >= 3 && candidate.includes(wanted)) return 0.1;
  return distance(wanted, candidate) / Math.max(wanted.length, candidate.length);
}

/** Where each drill stands in the page: the fragment its record names, made unique and fit for an id. */
import type { RunRecord } from '../../record/schema.ts';

export function drillAnchors(record: RunRecord): readonly string[] {
  const taken = new Set<string>(['drills', 'run', 'environment', 'reading']);
  return record.drills.map((drill) => {
    const wanted = (drill.report.split('#')[1] ?? drill.id).replace(/[^A-Za-z0-9_-]+/g, '-') || 'drill';
    let anchor = wanted;
    for (let copy = 2; taken.has(anchor); copy += 1) anchor = `${wanted}-${copy}`;
    taken.add(anchor);
    return anchor;
  });
}

/** What was lost, and whether engine and venue agree afterwards. */
import type { DrillRecord } from '../../record/schema.ts';
import { lossClasses } from '../ratings.ts';
import { count, counted, duration } from '../words.ts';
import { html, type Markup, type Slot } from './markup.ts';
import { badge, figures, note, part, table } from './parts.ts';

export function lossPart(drill: DrillRecord, anchor: string): Markup {
  const { beforeReconciliation: before, afterReconciliation: after, destroyedByClass } = drill.rpo;
  const rows: Slot[][] = [
    ...lossClasses.map(({ key, name, judgedAt }) => [
      name,
      count(before[key]),
      count(after[key]),
      count(destroyedByClass?.[key] ?? null),
      judgedAt === 'beforeReconciliation' ? 'before: only the engine had them' : 'after: the venue has them',
    ]),
    ['Age of the oldest', duration(before.oldestAgeMs), duration(after.oldestAgeMs), '', ''],
  ];
  const columns = [
    { head: 'Lost' },
    { head: 'Before reconciliation', figure: true },
    { head: 'After reconciliation', figure: true },
    { head: 'Destroyed by the fault itself', figure: true },
    { head: 'Judged' },
  ];
  return part(
    anchor,
    'rpo',
    'RPO: what was lost',
    table('Items the engine no longer knew, before and after it asked the venues', columns, rows),
    figures([
      ['Journal entries destroyed by the fault itself', count(drill.rpo.destroyedByFault)],
      ['Missed while down, then fetched', count(drill.rpo.missedThenFetched)],
    ]),
  );
}

export function reconciliationPart(drill: DrillRecord, anchor: string): Markup {
  const { reconciliation } = drill;
  if (reconciliation.length === 0)
    return part(anchor, 'reconciliation', 'Reconciliation', note('Engine and venue were not compared.'));
  const differing = reconciliation.filter((row) => !row.matches).length;
  const rows = [...reconciliation]
    .sort((one, other) => Number(one.matches) - Number(other.matches))
    .map((row): Slot[] => [
      row.kind,
      row.venue,
      row.item,
      row.engine,
      row.venueTruth,
      row.difference,
      badge(row.matches ? 'held' : 'violated', row.matches ? 'matches' : 'differs'),
    ]);
  const columns = [
    { head: 'Kind' },
    { head: 'Venue' },
    { head: 'Item' },
    { head: 'Engine', figure: true },
    { head: 'Venue’s ledger', figure: true },
    { head: 'Difference', figure: true },
    { head: 'Result' },
  ];
  const sentence = html`<p>${counted(reconciliation.length, 'item')} compared, ${differing === 0 ? 'none differs' : `${differing} ${differing === 1 ? 'differs' : 'differ'}`}.</p>`;
  return part(
    anchor,
    'reconciliation',
    'Reconciliation',
    sentence,
    table('Engine against the venue’s ledger at the cursors of its resumed point, differences first', columns, rows),
  );
}

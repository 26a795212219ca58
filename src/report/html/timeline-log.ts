/** What happened, line by line, from all sources on one clock. */
import type { DrillRecord } from '../../record/schema.ts';
import { sinceFault, timeOfDay } from '../words.ts';
import { html, type Markup } from './markup.ts';
import { note, part, table } from './parts.ts';

export function timelineLogPart(drill: DrillRecord, anchor: string): Markup {
  if (drill.timeline.length === 0) return part(anchor, 'timeline', 'Timeline', note('Nothing was logged.'));
  const rows = drill.timeline.map((entry) => [
    entry.sinceFaultMs === null ? 'no fault yet' : sinceFault(entry.sinceFaultMs),
    timeOfDay(entry.wall),
    entry.source,
    entry.text,
  ]);
  const columns = [
    { head: 'Since the fault', figure: true },
    { head: 'UTC', figure: true },
    { head: 'Seen by' },
    { head: 'Event' },
  ];
  return part(anchor, 'timeline', 'Timeline', html`<div class="log">${table('Events in order', columns, rows)}</div>`);
}

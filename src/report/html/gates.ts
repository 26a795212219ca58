/** The pre-restart checklist. A box that nothing looked at must never pass for a green one. */
import type { Gate } from '../../contract/engine.ts';
import type { DrillRecord } from '../../record/schema.ts';
import type { Tone } from '../words.ts';
import { html, type Markup } from './markup.ts';
import { badge, note, part } from './parts.ts';

const tones: Readonly<Record<Gate['status'], Tone>> = { green: 'held', red: 'violated', 'not assessed': 'neutral' };

export function gatesPart(drill: DrillRecord, anchor: string): Markup {
  const title = 'Pre-restart checklist';
  if (drill.gates.length === 0) return part(anchor, 'gates', title, note('The engine reported no gates.'));
  const of = (status: Gate['status']) => drill.gates.filter((gate) => gate.status === status).length;
  const groups = [...Map.groupBy(drill.gates, (gate) => gate.group)];
  return part(
    anchor,
    'gates',
    title,
    html`<p>Of ${drill.gates.length} boxes ${of('green')} green, ${of('red')} red, ${of('not assessed')} not assessed, as the engine reported them.</p>
<div class="gates">${groups.map(([group, gates]) => groupList(group, gates))}</div>
`,
  );
}

function groupList(group: string, gates: readonly Gate[]): Markup {
  return html`<div><h4>${group}</h4><ul>${gates.map(
    (gate) => html`<li><div class="box"><span>${gate.box}</span>${badge(tones[gate.status], gate.status)}</div>
<div class="evidence">${gate.evidence}</div></li>`,
  )}</ul></div>
`;
}

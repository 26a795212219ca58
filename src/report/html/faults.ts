/** What was broken and how that is known, and the state of the system before. */
import type { DrillRecord, FaultRecord } from '../../record/schema.ts';
import { counted, grouped, instant, notMeasured, sinceFault } from '../words.ts';
import { html, type Markup, nothing, type Slot } from './markup.ts';
import { badge, facts, note, part, table } from './parts.ts';
import { sinceFirstFaultMs } from './timeline-plots.ts';

export function faultsPart(drill: DrillRecord, anchor: string): Markup {
  const title = drill.faults.length === 1 ? 'The fault' : 'The faults';
  if (drill.faults.length === 0) return part(anchor, 'faults', title, note('No fault was injected.'));
  return part(
    anchor,
    'faults',
    title,
    drill.faults.map((fault) => faultFacts(drill, fault)),
  );
}

function faultFacts(drill: DrillRecord, fault: FaultRecord): Markup {
  const parameters = Object.entries(fault.parameters).map(([name, value]) => `${name} ${value}`);
  return facts([
    ['Fault', html`<strong>${fault.type}</strong> <span class="code">${fault.id}</span>`],
    ['Target', fault.target],
    ['Parameters', parameters.length === 0 ? 'none' : parameters.join(', ')],
    ['Requested', `${instant(fault.requestedWall)} (${at(drill, fault.requestedMonoNs)})`],
    ['Proof of effect', proofWords(drill, fault.effect)],
    ['Proof of undo', proofWords(drill, fault.undo)],
    ['Does not test', fault.doesNotTest],
  ]);
}

function at(drill: DrillRecord, monoNs: string): string {
  return sinceFault(sinceFirstFaultMs(drill, monoNs));
}

function proofWords(drill: DrillRecord, proof: FaultRecord['effect']): Markup {
  if (proof === null) return badge('inconclusive', 'not proven');
  return html`${badge(proof.holds ? 'held' : 'inconclusive', proof.holds ? 'proven' : 'not proven')} ${proof.statement} <span class="note">(${at(drill, proof.monoNs)})</span>`;
}

export function steadyStatePart(drill: DrillRecord, anchor: string): Markup {
  const { steadyState, market } = drill;
  const source = note(html`Market: ${market.source}. ${market.detail}`);
  if (steadyState === null)
    return part(
      anchor,
      'steady',
      'Steady state before the fault',
      note(`The steady state was ${notMeasured}.`),
      source,
    );
  const rows = steadyState.probes.map((probe): Slot[] => [
    probe.name,
    probe.required,
    probe.before,
    badge(probe.holds ? 'held' : 'inconclusive', probe.holds ? 'holds' : 'does not hold'),
  ]);
  const { ordersPerSecond, openOrders, fills } = steadyState.load;
  const load = [
    ordersPerSecond === null ? `orders per second ${notMeasured}` : `${grouped(ordersPerSecond)} orders per second`,
    openOrders === null ? `open orders ${notMeasured}` : counted(openOrders, 'open order'),
    fills === null ? `fills ${notMeasured}` : counted(fills, 'fill'),
  ];
  const columns = [{ head: 'Probe' }, { head: 'Required' }, { head: 'Before the fault' }, { head: 'Result' }];
  return part(
    anchor,
    'steady',
    'Steady state before the fault',
    html`<p>${badge(steadyState.reached ? 'held' : 'inconclusive', steadyState.reached ? 'reached' : 'not reached')} ${steadyState.statement}</p>`,
    rows.length === 0 ? nothing : table('Probes of the steady state', columns, rows),
    note(html`Load at the fault: ${load.join(', ')}.`),
    source,
  );
}

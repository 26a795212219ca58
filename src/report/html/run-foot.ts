/** What the whole run stood on, and how far this document reaches. */
import type { RunRecord } from '../../record/schema.ts';
import { count, notMeasured, yesNo } from '../words.ts';
import { html, type Markup } from './markup.ts';
import { facts, list } from './parts.ts';

export function runFoot(record: RunRecord): Markup {
  const { environment } = record;
  const orUnknown = (value: string | null) => value ?? notMeasured;
  return html`<footer>
<h2>The run</h2>
<section class="part" aria-labelledby="environment"><h3 id="environment">Environment</h3>
${facts([
  ['Muster', record.musterVersion],
  ['System under drill', environment.engine],
  ['Runtime', environment.runtime],
  ...imageFacts(environment.image),
  ['Commit', html`<span class="code">${orUnknown(environment.commit)}</span>`],
  ['Uncommitted changes', yesNo(environment.dirty)],
  ['Lockfile sha256', html`<span class="code">${orUnknown(environment.lockfileSha256)}</span>`],
  ['Node', environment.node],
  ['Platform, kernel', `${environment.platform}, ${environment.kernel}`],
  ['Processor', `${count(environment.cpus)} × ${environment.cpuModel}`],
  ['Memory', `${count(environment.memoryMiB)} MiB`],
  ['File system', environment.filesystem],
  ['Links and their faults by', environment.proxy],
  ...programHash(environment.linkProxy),
  ['Clock', environment.clock],
  ['Record format', `version ${record.version}`],
])}</section>
<section class="part" aria-labelledby="reading"><h3 id="reading">How to read this report</h3>
${list(readingNotes)}</section>
</footer>`;
}

function imageFacts(image: RunRecord['environment']['image']): (readonly [string, Markup])[] {
  if (image === null) return [];
  return [['Image', html`${image.name}, ${image.platform}, <span class="code">${image.id}</span>`]];
}

/** Only a program beside Muster has one. */
function programHash(linkProxy: RunRecord['environment']['linkProxy']): [string, Markup][] {
  const sha256 = linkProxy?.sha256 ?? null;
  return sha256 === null ? [] : [['Its sha256', html`<span class="code">${sha256}</span>`]];
}

const readingNotes = [
  'A check that a drill exercises had to meet a relevant event; without one it is inconclusive. All other checks are guards: they can turn a verdict to violated, and otherwise read “not exercised”, never “held”.',
  '“Not measured” and “not assessed” mean exactly that: nothing is known, neither good nor bad.',
  'Of several verdicts the worst counts: violated before inconclusive before held. Between target and maximum a drill is held with deviations.',
  'Orders, trades, positions and balances are judged by the simulated venue’s own ledger, which the engine cannot see.',
  'The venues are simulated. A drill is neither a venue’s conformance test nor a threat-led penetration test.',
  'This record holds no approval before the run, no participation, no sign-off, no history of earlier runs and no mapping to regulation.',
];

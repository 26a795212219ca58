/** One drill, from its outcome down to the evidence it was judged on. */
import type { DrillRecord, RunRecord } from '../../record/schema.ts';
import { drillLabel, exercisedWords, judgedRtoMs, rate, rpoWords } from '../ratings.ts';
import { duration, instant, outcomeTones, percent } from '../words.ts';
import { checksPart } from './checks.ts';
import { evidencePart, harnessPart, leaksPart, notAssessedPart } from './evidence.ts';
import { faultsPart, steadyStatePart } from './faults.ts';
import { gatesPart } from './gates.ts';
import { incarnationsPart } from './incarnations.ts';
import { lossPart, reconciliationPart } from './loss.ts';
import { html, type Markup, nothing } from './markup.ts';
import { objectivesPart, stepsPart } from './objectives.ts';
import { fileLink, outcomeBadge } from './parts.ts';
import { timelineLogPart } from './timeline-log.ts';

export function drillSection(record: RunRecord, drill: DrillRecord, anchor: string): Markup {
  return html`<section class="drill" id="${anchor}" aria-labelledby="${anchor}-title">
${drillHead(record, drill, anchor)}
${objectivesPart(drill, anchor)}
${stepsPart(drill, anchor)}
${faultsPart(drill, anchor)}
${timelineLogPart(drill, anchor)}
${lossPart(drill, anchor)}
${checksPart(drill, anchor)}
${reconciliationPart(drill, anchor)}
${gatesPart(drill, anchor)}
${incarnationsPart(drill, anchor)}
${steadyStatePart(drill, anchor)}
${leaksPart(drill, anchor)}
${evidencePart(drill, anchor)}
${harnessPart(drill, anchor)}
${notAssessedPart(drill, anchor)}
</section>
`;
}

function drillHead(record: RunRecord, drill: DrillRecord, anchor: string): Markup {
  const rtoMs = judgedRtoMs(drill);
  const { total, judged } = drill.objectives;
  return html`<header class="drill-head ${outcomeTones[drill.outcome]}">
<p class="eyebrow">${drillLabel(record, drill)} · ${drill.id} · revision ${drill.revision} · seed ${drill.seed} · ${instant(drill.startedWall)}</p>
<h2 id="${anchor}-title">${drill.title}</h2>
${outcomeBadge(drill.outcome)}
<p class="why">${drill.why}</p>
${afterRed(drill)}
<dl class="figures">
<div><dt>RTO, fault → ${judgedNames[judged]}</dt><dd>${duration(rtoMs)}${rtoMs === null ? nothing : html`<small>${rate(rtoMs, total).words}</small>`}</dd></div>
<div><dt>RTO target</dt><dd>${duration(total.targetMs)}<small>${rtoMs === null ? `maximum ${duration(total.maximumMs)}` : `${percent(rtoMs, total.targetMs)} used`}</small></dd></div>
<div><dt>RPO</dt><dd>${rpoWords(drill)}</dd></div>
<div><dt>Exercised checks held</dt><dd>${exercisedWords(drill)}</dd></div>
</dl>
<div class="two"><p><span class="label">What this drill proves</span>${drill.proves}</p>
<p><span class="label">What it does not prove</span>${drill.doesNotProve}</p></div>
</header>`;
}

const judgedNames = {
  detected: 'detected',
  stateRecovered: 'state recovered',
  reconciled: 'reconciled',
  resumed: 'resumed',
} as const;

/** What the reader of a red drill wants next: how to see it again and which log to open first. */
function afterRed(drill: DrillRecord): Markup {
  if (drill.verdict === 'held' && drill.error === null) return nothing;
  const log = ['engine-log', 'supervisor-log', 'venue-log'].flatMap((role) =>
    drill.evidence.filter((file) => file.role === role),
  )[0];
  return html`<div class="callout${drill.verdict === 'violated' ? ' red' : ''}">
${drill.error === null ? nothing : html`<p><span class="label">Error</span>${drill.error}</p>`}
<p><span class="label">Run it again</span><code>muster run ${drill.id}</code></p>
${log === undefined ? nothing : html`<p><span class="label">Read first</span>${fileLink(log.path)}</p>`}
</div>`;
}

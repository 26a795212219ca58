/** The run at one look: the verdict, why, and one row per drill. */
import type { RunRecord } from '../../record/schema.ts';
import { drillLabel, drillsWithoutRecord, exercisedWords, judgedRtoMs, rate, rpoWords } from '../ratings.ts';
import { counted, duration, instant, notMeasured, outcomeTones } from '../words.ts';
import { html, type Markup, nothing, type Slot } from './markup.ts';
import { facts, note, outcomeBadge, table } from './parts.ts';

export function runHead(record: RunRecord, anchors: readonly string[]): Markup {
  const { drills, held, violated, inconclusive } = record.counts;
  return html`<header class="masthead ${outcomeTones[record.outcome]}" id="run">
<p class="eyebrow">Muster recovery drill report · run ${record.run}</p>
<h1>${outcomeBadge(record.outcome)}</h1>
<p class="counts">${counted(drills, 'drill')}: ${held} held, ${violated} violated, ${inconclusive} inconclusive</p>
<p class="why">${record.why}</p>
${overview(record, anchors)}
${facts([
  ['Started, ended', `${instant(record.startedWall)} – ${instant(record.endedWall)}`],
  ['Kind', record.profile === null ? record.kind : `${record.kind} ${record.profile}`],
  ['Command', html`<code>${record.command}</code>`],
  ['System under drill', record.environment.engine],
  ['Status of this document', 'Draft: not signed by an operator or a reviewer.'],
])}
${note('This report is evidence. It supports a judgement about compliance and never is one. Every objective in it is the firm’s own and names its source.')}
</header>`;
}

function overview(record: RunRecord, anchors: readonly string[]): Markup {
  const rows: Slot[][] = record.drills.map((drill, index) => {
    const rtoMs = judgedRtoMs(drill);
    const rating = rate(rtoMs, drill.objectives.total);
    return [
      html`<a href="#${anchors[index] ?? ''}">${drillLabel(record, drill)}</a> ${drill.title}`,
      outcomeBadge(drill.outcome),
      rtoMs === null ? notMeasured : html`${duration(rtoMs)}<small>${rating.words}</small>`,
      duration(drill.objectives.total.targetMs),
      rpoWords(drill),
      exercisedWords(drill),
    ];
  });
  const missing: Slot[][] = drillsWithoutRecord(record).map((id) => [
    html`${id} (left no record)`,
    outcomeBadge('inconclusive'),
    notMeasured,
    notMeasured,
    notMeasured,
    'none judged',
  ]);
  const columns = [
    { head: 'Drill' },
    { head: 'Verdict' },
    { head: 'RTO', figure: true },
    { head: 'RTO target', figure: true },
    { head: 'RPO' },
    { head: 'Exercised checks held', figure: true },
  ];
  return html`<div class="overview">${table('Verdict of each drill', columns, [...rows, ...missing])}</div>`;
}

export function contents(record: RunRecord, anchors: readonly string[]): Markup {
  if (record.drills.length < 2) return nothing;
  return html`<nav class="contents" aria-label="Contents"><ol>
${record.drills.map((drill, index) => html`<li><a href="#${anchors[index] ?? ''}">${drillLabel(record, drill)} ${drill.title}</a></li>`)}
<li><a href="#environment">Environment</a></li><li><a href="#reading">How to read this report</a></li>
</ol></nav>`;
}

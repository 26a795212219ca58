/** Every check with what it expected, what it saw and what it cannot show; the ones that need a reader come first. */
import type { CheckResult, CheckVerdict, DrillRecord } from '../../record/schema.ts';
import { count, counted } from '../words.ts';
import { html, type Markup, nothing, type Slot } from './markup.ts';
import { checkBadge, facts, fileLink, list, note, part, table } from './parts.ts';

const order: readonly CheckVerdict[] = ['violated', 'inconclusive', 'held', 'not exercised', 'not assessed'];

export function checksPart(drill: DrillRecord, anchor: string): Markup {
  if (drill.checks.length === 0) return part(anchor, 'checks', 'Checks', note('No check was made.'));
  const tally = order.map(
    (verdict) => [verdict, drill.checks.filter((check) => check.verdict === verdict).length] as const,
  );
  const words = tally.filter(([, number]) => number > 0).map(([verdict, number]) => `${number} ${verdict}`);
  const sorted = [...drill.checks].sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict));
  const judged = sorted.filter((check) => !isQuiet(check));
  return part(
    anchor,
    'checks',
    'Checks',
    html`<p>${counted(drill.checks.length, 'check')}: ${words.join(', ')}.</p>`,
    judged.map(checkArticle),
    quietTable(sorted.filter(isQuiet)),
  );
}

/** Nothing happened that it could judge, so there is little to read. */
function isQuiet(check: CheckResult): boolean {
  return check.verdict === 'not exercised' || check.verdict === 'not assessed';
}

function checkArticle(check: CheckResult): Markup {
  const pairs: [string, Slot][] = [
    ['Expected', check.expected],
    ['Observed', check.observed],
    ...(check.findings.length === 0 ? [] : [['Findings', list(check.findings)] as [string, Slot]]),
    ['Cannot show', check.limits],
    ['Control', controlWords(check)],
    ...(check.evidence.length === 0 ? [] : [['Evidence', evidenceLinks(check)] as [string, Slot]]),
  ];
  const mark = check.verdict === 'held' ? '' : ` ${check.verdict}-check`;
  return html`<article class="check${mark}"><div class="side">${checkBadge(check.verdict)}
<span>${roleWords(check)}</span> <span>${count(check.checked)} of ${count(check.population)} looked at</span></div>
<div><h4>${check.id} ${check.title}</h4>
${facts(pairs)}</div></article>
`;
}

function quietTable(checks: readonly CheckResult[]): Markup {
  if (checks.length === 0) return nothing;
  const rows = checks.map((check): Slot[] => [
    html`${check.id} ${check.title}`,
    html`${checkBadge(check.verdict)}<small>${roleWords(check)}</small>`,
    check.expected,
    check.findings.length === 0 ? check.observed : html`${check.observed} ${list(check.findings)}`,
    html`${check.limits}<small>Control: ${controlWords(check)}</small>`,
  ]);
  const columns = [
    { head: 'Check' },
    { head: 'Verdict' },
    { head: 'Expected' },
    { head: 'Observed' },
    { head: 'Cannot show' },
  ];
  return table('Checks that judged nothing in this drill', columns, rows);
}

const roleWords = (check: CheckResult): string => (check.role === 'exercised' ? 'exercised by this drill' : 'guard');

function controlWords(check: CheckResult): string {
  return check.negativeControl === null
    ? 'no mutant is known yet that it catches'
    : `catches the mutant ${check.negativeControl}`;
}

/** File names alone: the whole paths stand in the drill's evidence table. */
function evidenceLinks(check: CheckResult): Markup[] {
  return check.evidence.map(
    (path, index) => html`${index === 0 ? nothing : ', '}${fileLink(path, path.split('/').at(-1))}`,
  );
}

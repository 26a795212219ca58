/**
 * The report a compliance officer keeps and an operator reads at night: one file, no script, nothing loaded from anywhere.
 * Order: the run's verdict, then each drill from its outcome down to its evidence, then what the whole run stood on.
 */
import type { RunRecord } from '../../record/schema.ts';
import { drillAnchors } from './anchors.ts';
import { drillSection } from './drill-section.ts';
import { html, trusted } from './markup.ts';
import { runFoot } from './run-foot.ts';
import { contents, runHead } from './run-head.ts';
import { style } from './style.ts';

export function renderHtml(record: RunRecord): string {
  const anchors = drillAnchors(record);
  const sections = record.drills.map((drill, index) => drillSection(record, drill, anchors[index] ?? ''));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Recovery drill report ${record.run}: ${record.outcome}</title>
<style>${trusted(style)}</style>
</head>
<body>
<div class="page">
<a class="skip" href="#drills">Skip to the drills</a>
${runHead(record, anchors)}
${contents(record, anchors)}
<main id="drills">
${sections}
</main>
${runFoot(record)}
</div>
</body>
</html>
`;
  return page.markup;
}

/** What the verdict can be checked against, what the harness itself cost, and what was left out. */
import type { DrillRecord } from '../../record/schema.ts';
import { counted, duration, grouped, notMeasured, percent } from '../words.ts';
import { html, type Markup, type Slot } from './markup.ts';
import { badge, fileLink, list, note, part, table } from './parts.ts';

export function evidencePart(drill: DrillRecord, anchor: string): Markup {
  if (drill.evidence.length === 0) return part(anchor, 'evidence', 'Evidence', note('No evidence file was kept.'));
  const rows = drill.evidence.map((file): Slot[] => [
    fileLink(file.path),
    file.label === '' ? file.role : `${file.role}, ${file.label}`,
    file.mediaType,
    grouped(file.bytes),
    html`<span class="hash">${file.sha256}</span>`,
  ]);
  const columns = [
    { head: 'File' },
    { head: 'What it is' },
    { head: 'Type' },
    { head: 'Bytes', figure: true },
    { head: 'sha256' },
  ];
  return part(
    anchor,
    'evidence',
    'Evidence',
    table('Files in the run’s folder that the checks read; this report can be judged again from them', columns, rows),
  );
}

export function harnessPart(drill: DrillRecord, anchor: string): Markup {
  const { wallMs, ownMs, shares } = drill.harness;
  const sentence = html`<p>The drill took ${duration(wallMs)}; the harness itself ${duration(ownMs)} of it (${percent(ownMs, wallMs)}).</p>`;
  if (shares.length === 0) return part(anchor, 'harness', 'The harness’s own share', sentence);
  const rows = shares.map(({ name, durationMs }): Slot[] => [name, duration(durationMs), percent(durationMs, wallMs)]);
  const columns = [{ head: 'Work' }, { head: 'Took', figure: true }, { head: 'Of wall time', figure: true }];
  return part(
    anchor,
    'harness',
    'The harness’s own share',
    sentence,
    table('Where the harness spent its time', columns, rows),
  );
}

export function leaksPart(drill: DrillRecord, anchor: string): Markup {
  const title = 'Clean-up';
  if (drill.leaks === null) return part(anchor, 'leaks', title, note(`What the drill left behind was ${notMeasured}.`));
  const { scanned, found } = drill.leaks;
  const result =
    found.length === 0 ? badge('held', 'nothing leaked') : badge('violated', `${counted(found.length, 'leak')} found`);
  return part(
    anchor,
    'leaks',
    title,
    html`<p>${result} Scanned: ${scanned.length === 0 ? 'nothing' : scanned.join(', ')}.</p>`,
    list(found),
  );
}

export function notAssessedPart(drill: DrillRecord, anchor: string): Markup {
  const content = drill.notAssessed.length === 0 ? note('Nothing is marked as left out.') : list(drill.notAssessed);
  return part(anchor, 'not-assessed', 'What was not assessed', content);
}

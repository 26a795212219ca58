/** The few shapes every section is made of. */

import type { CheckVerdict, Outcome } from '../../record/schema.ts';
import { checkTones, outcomeTones, signs, type Tone } from '../words.ts';
import { html, type Markup, nothing, type Slot } from './markup.ts';

/** A verdict word with its sign; the tone adds colour, never meaning of its own. */
export function badge(tone: Tone, words: string): Markup {
  return html`<span class="badge ${tone}"><span class="sign" aria-hidden="true">${signs[tone]}</span> ${words}</span>`;
}

export const outcomeBadge = (outcome: Outcome): Markup => badge(outcomeTones[outcome], outcome);
export const checkBadge = (verdict: CheckVerdict): Markup => badge(checkTones[verdict], verdict);

export type Column = { readonly head: string; readonly figure?: boolean };

/** A captioned table whose first cell of each row is the row's heading; scrolls inside itself where it is too wide. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Slot[])[]): Markup {
  const head = columns.map(
    (column) => html`<th scope="col" role="columnheader" class="${column.figure ? 'figure' : ''}">${column.head}</th>`,
  );
  const body = rows.map(
    (cells) => html`<tr role="row">${cells.map((cell, index) => tableCell(columns[index], cell, index))}</tr>\n`,
  );
  // The roles keep it a table for a screen reader where a narrow page lays its cells out as blocks.
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${body}</tbody></table></div>
`;
}

function tableCell(column: Column | undefined, cell: Slot, index: number): Markup {
  const kind = column?.figure ? 'figure' : '';
  return index === 0
    ? html`<th scope="row" role="rowheader" class="${kind}">${cell}</th>`
    : html`<td role="cell" class="${kind}" data-head="${column?.head ?? ''}">${cell}</td>`;
}

/** Short figures side by side. */
export function figures(pairs: readonly (readonly [string, Slot])[]): Markup {
  return html`<dl class="figures small">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>\n`;
}

/** Name and value pairs. */
export function facts(pairs: readonly (readonly [string, Slot])[]): Markup {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>\n`;
}

export function list(items: readonly Slot[]): Markup {
  return items.length === 0 ? nothing : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>\n`;
}

/** A part of a drill's section with its heading; `anchor` keeps ids unique over drills. */
export function part(anchor: string, name: string, title: string, ...content: readonly Slot[]): Markup {
  const id = `${anchor}-${name}`;
  return html`<section class="part" aria-labelledby="${id}"><h3 id="${id}">${title}</h3>\n${content}</section>\n`;
}

export const note = (...content: readonly Slot[]): Markup => html`<p class="note">${content}</p>\n`;

/** A path in the run's folder, as a link that works where the folder lies beside the report. */
export function fileLink(path: string, words = path): Markup {
  const href = `./${path.split('/').map(encodeURIComponent).join('/')}`;
  return html`<a class="path" href="${href}">${words}</a>`;
}

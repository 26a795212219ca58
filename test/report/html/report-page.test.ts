import { describe, expect, it } from 'vitest';
import { contradictions } from '../../../src/record/entailment.ts';
import type { RunRecord } from '../../../src/record/schema.ts';
import { renderHtml, renderJson, renderJunit, renderSummary } from '../../../src/report/index.ts';
import { drills, fixtureRun, runOf } from '../fixture.ts';

const page = renderHtml(fixtureRun);
const voidElements = new Set(['meta', '!doctype', 'br', 'rect', 'path']);

/** What a reader sees: the page without its style, tags and entities. */
function textOf(markup: string): string {
  const plain = markup.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<[^>]*>/g, ' ');
  return plain
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}

function sectionOf(markup: string, anchor: string): string {
  const from = markup.indexOf(`<section class="drill" id="${anchor}"`);
  const next = markup.indexOf('<section class="drill"', from + 1);
  return markup.slice(from, next < 0 ? markup.indexOf('<footer>') : next);
}

/** The record with a text put in the place of every string that is free text. */
function withTexts(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withTexts(item, text));
  if (typeof value !== 'object' || value === null) return value;
  const free = new Set([
    'why',
    'title',
    'proves',
    'doesNotProve',
    'observed',
    'expected',
    'limits',
    'text',
    'statement',
    'detail',
    'target',
    'doesNotTest',
    'engine',
    'box',
    'group',
    'path',
    'label',
    'error',
    'command',
    'report',
    'name',
    'source',
    'id',
    'run',
    'negativeControl',
  ]);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      free.has(key) && typeof inner === 'string' && key !== 'name' ? text : withTexts(inner, text),
    ]),
  );
}

describe('the HTML report', () => {
  it('is shown here on a record that does not contradict itself', () => {
    expect(contradictions(fixtureRun)).toEqual([]);
  });

  it('is well-formed: every element is closed in order', () => {
    const open: string[] = [];
    for (const [, closing, name = '', rest = ''] of page
      .replace(/<style>[\s\S]*?<\/style>/g, '')
      .matchAll(/<(\/?)([!a-zA-Z][\w-]*)([^>]*)>/g)) {
      if (closing === '/') {
        if (!voidElements.has(name)) expect(open.pop()).toBe(name);
        else if (open.at(-1) === name) open.pop();
      } else if (!voidElements.has(name) && !rest.endsWith('/')) open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('loads nothing and runs nothing: no address, no script, no import', () => {
    expect(page).not.toMatch(/https?:|\/\/\w+\.|<script|<link|<iframe|<img|@import|url\(|javascript:/i);
    for (const [, address = ''] of page.matchAll(/(?:href|src)="([^"]*)"/g)) expect(address).toMatch(/^(#|\.\/)/);
  });

  it('has unique ids, and every link within the page and every label finds its own', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)) expect(ids).toContain(id);
  });

  it('gives equal bytes for an equal record, also after other plots were drawn', () => {
    renderHtml(runOf(drills.violated));
    expect(renderHtml(structuredClone(fixtureRun))).toBe(page);
    expect(page).not.toMatch(/\bzr\d/);
  });

  it('never shows a hole in the data as a value', () => {
    for (const text of [
      page,
      renderJunit(fixtureRun),
      renderJson(fixtureRun),
      renderSummary(fixtureRun, { columns: 80, colour: false }),
    ]) {
      expect(text).not.toMatch(/undefined|NaN|\[object|Infinity/);
    }
    expect(textOf(page)).not.toMatch(/\bnull\b/);
  });

  it('says "not measured" for every figure of an aborted drill, and 0 for none', () => {
    const text = textOf(sectionOf(renderHtml(runOf(drills.aborted)), 'disk-full'));
    expect(text).toContain('RTO, fault → resumed not measured');
    expect(text).toMatch(/Intents not measured not measured/);
    expect(text).toContain('No fault was injected.');
    expect(text).toContain('Interrupted by SIGINT');
    expect(text).not.toMatch(/\b0 lost/);
  });

  it('shows by class what the fault itself destroyed, beside what was lost', () => {
    const text = textOf(sectionOf(page, drills.violated.id));
    expect(text).toMatch(/Destroyed by the fault itself.*Fills 0 1 2 after/s);
    expect(text).toContain('Journal entries destroyed by the fault itself 3');
  });

  it.each(fixtureRun.drills)('shows every check of $id with its words and verdict', (drill) => {
    const text = textOf(sectionOf(page, drill.id));
    for (const check of drill.checks) {
      expect(text).toContain(`${check.id} ${check.title}`);
      for (const words of [check.observed, check.expected, check.limits, ...check.findings])
        expect(text).toContain(words);
    }
    for (const gate of drill.gates)
      expect(text).toContain(
        `${gate.box} ${{ green: '✓', red: '✗', 'not assessed': '○' }[gate.status]} ${gate.status}`,
      );
    for (const file of drill.evidence) expect(text).toContain(file.sha256);
    for (const entry of drill.timeline) expect(text).toContain(entry.text);
    for (const omitted of drill.notAssessed) expect(text).toContain(omitted);
  });

  it('prints the figures of each plot as text, and both as a table', () => {
    const section = sectionOf(page, 'application-crash');
    expect(section.match(/<svg /g)).toHaveLength(4);
    expect(section).toContain('331.5 ms of 2 min (0.3 %)');
    expect(textOf(section)).toMatch(/Reconcile \+311 ms \+642.5 ms 331.5 ms 2 min 2 min 0.3 % ✓ within target/);
  });

  it('names the source of every objective and never calls a run compliant', () => {
    for (const drill of fixtureRun.drills)
      expect(textOf(sectionOf(page, drill.id))).toContain(drill.objectives.total.source);
    expect(textOf(page)).not.toMatch(/\bcompliant\b/);
  });

  it('escapes whatever the texts of a record hold', () => {
    const hostile = withTexts(fixtureRun, '"><script>alert(1)</script><img src=x onerror=alert(1)>\'') as RunRecord;
    const markup = renderHtml(hostile);
    expect(markup).not.toMatch(/<script|<img|"><scr/);
    expect(markup).toContain('&lt;script&gt;');
  });

  it('gives repetitions of one drill anchors of their own', () => {
    const markup = renderHtml(runOf(drills.held, { ...drills.held, repetition: 2 }));
    expect(markup).toContain('id="application-crash-2"');
    expect(textOf(markup)).toContain('S2 (repetition 2)');
  });

  it('lists an expected drill without a record as inconclusive', () => {
    const record = { ...runOf(drills.held), expectedDrills: ['application-crash', 'graceful-restart'] };
    expect(textOf(renderHtml(record))).toMatch(/graceful-restart \(left no record\) \? inconclusive/);
  });
});

describe('a violated drill is red in every report, by word and not by colour alone', () => {
  const red = runOf(drills.held, drills.violated);

  it('HTML', () => {
    const text = textOf(renderHtml(red));
    expect(text).toMatch(/run \S+ ✗ integrity violated 2 drills: 1 held, 1 violated, 0 inconclusive/);
    expect(textOf(sectionOf(renderHtml(red), 'checkpoint-corruption'))).toMatch(/✗ violated exercised by this drill/);
  });

  it('JUnit, JSON and summary', () => {
    expect(renderJunit(red)).toMatch(/failures="4"/);
    expect(JSON.parse(renderJson(red)).verdict).toBe('violated');
    expect(renderSummary(red, { columns: 60, colour: false })).toContain('✗ integrity violated');
  });
});

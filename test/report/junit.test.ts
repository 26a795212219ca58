import { describe, expect, it } from 'vitest';
import { convert, create } from 'xmlbuilder2';
import type { RunRecord } from '../../src/record/schema.ts';
import { renderJunit } from '../../src/report/index.ts';
import { drills, fixtureRun, runOf } from './fixture.ts';

type Element = { readonly tag: string; readonly attributes: Record<string, string>; readonly text: string };

/** All elements of a name in document order, read back from the text. */
function elements(xml: string, tag: string): Element[] {
  const found: Element[] = [];
  create(xml).each(
    (node) => {
      const element = node.node as unknown as {
        nodeName: string;
        textContent: string;
        attributes?: Iterable<{ name: string; value: string }>;
      };
      if (element.nodeName !== tag) return;
      const attributes = Object.fromEntries([...(element.attributes ?? [])].map(({ name, value }) => [name, value]));
      found.push({ tag, attributes, text: element.textContent });
    },
    true,
    true,
  );
  return found;
}

const withWhy = (why: string): RunRecord => runOf({ ...drills.violated, why });

describe('JUnit XML', () => {
  it('has one test case per check and one for the outcome, with the drill id in the class name', () => {
    const cases = elements(renderJunit(runOf(drills.held)), 'testcase');
    expect(cases).toHaveLength(drills.held.checks.length + 1);
    expect(new Set(cases.map(({ attributes }) => attributes['classname']))).toEqual(
      new Set(['muster.application-crash']),
    );
    expect(cases.map(({ attributes }) => attributes['name']?.split(' ')[0])).toEqual([
      'outcome',
      ...drills.held.checks.map((check) => check.id),
    ]);
  });

  it('fails a violated drill with the numbers in the text', () => {
    const failures = elements(renderJunit(runOf(drills.violated)), 'failure');
    expect(failures).toHaveLength(4);
    expect(failures[0]?.attributes['type']).toBe('integrity violated');
    expect(failures[1]?.text).toContain('a difference of 0.25');
    expect(failures[1]?.text).toContain('checked 14 of 14');
  });

  it('makes an error of an inconclusive check, and of a drill that was aborted before any check', () => {
    const inconclusive = elements(renderJunit(runOf(drills.inconclusive)), 'error');
    expect(inconclusive.map(({ attributes }) => attributes['type'])).toEqual(['inconclusive', 'inconclusive']);
    const [aborted] = elements(renderJunit(runOf(drills.aborted)), 'error');
    expect(aborted?.attributes['type']).toBe('aborted');
    expect(aborted?.text).toContain('Interrupted by SIGINT');
  });

  it('skips what was not exercised or not assessed', () => {
    const skipped = elements(renderJunit(runOf(drills.held)), 'skipped');
    expect(skipped.map(({ attributes }) => attributes['type'])).toEqual([
      'not exercised',
      'not exercised',
      'not assessed',
      'not exercised',
    ]);
  });

  it('makes an error of an expected drill without a record', () => {
    const record = { ...runOf(drills.held), expectedDrills: ['application-crash', 'graceful-restart'] };
    const [error] = elements(renderJunit(record), 'error');
    expect(error?.attributes['message']).toContain('graceful-restart');
  });

  it('counts on every level what stands below it', () => {
    const xml = renderJunit(fixtureRun);
    const [root] = elements(xml, 'testsuites');
    for (const [attribute, tag] of [
      ['tests', 'testcase'],
      ['failures', 'failure'],
      ['errors', 'error'],
      ['skipped', 'skipped'],
    ] as const) {
      const number = elements(xml, tag).length;
      expect(root?.attributes[attribute]).toBe(String(number));
      expect(elements(xml, 'testsuite').reduce((sum, suite) => sum + Number(suite.attributes[attribute]), 0)).toBe(
        number,
      );
    }
  });

  it('gives seconds, and the drill’s wall time to its outcome', () => {
    expect(elements(renderJunit(runOf(drills.held)), 'testcase')[0]?.attributes['time']).toBe('11.000');
  });

  it('keeps repetitions of one drill apart by name', () => {
    const names = elements(renderJunit(runOf(drills.held, { ...drills.held, repetition: 2 })), 'testcase').map(
      ({ attributes }) => attributes['name'],
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('stays well-formed whatever the texts hold', () => {
    for (const text of [
      '<script>alert(1)</script>',
      ']]>',
      '"&amp;\'',
      '\u001b[31mred\u0000',
      '\ud800 alone',
      '\ufffe',
    ]) {
      const xml = renderJunit(withWhy(text));
      expect(() => convert(xml, { format: 'object' })).not.toThrow();
      expect(xml).not.toMatch(/<script/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids them
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    }
  });
});

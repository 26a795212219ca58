import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../../src/report/html/markup.ts';

describe('markup', () => {
  it('escapes every slot that is not markup already', () => {
    expect(html`<p title="${'"\''}">${'<b>&'}</p>`.markup).toBe('<p title="&quot;&#39;">&lt;b&gt;&amp;</p>');
    expect(html`<p>${html`<b>${'<'}</b>`}${['<', html`<i></i>`]}</p>`.markup).toBe('<p><b>&lt;</b>&lt;<i></i></p>');
  });

  it('lets no text become an element or end an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.markup).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('replaces control characters of a log line', () => {
    expect(html`${'\u001b[31mred\tline\n'}`.markup).toBe('\ufffd[31mred\tline\n');
  });
});

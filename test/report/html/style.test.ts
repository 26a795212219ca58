import { describe, expect, it } from 'vitest';
import { style } from '../../../src/report/html/style.ts';

/** Colour variables of the first (light) and second (dark) `:root` block. */
function palettes(): Record<string, string>[] {
  return [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, block = '']) =>
    Object.fromEntries(
      [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name = '', colour = '']) => [name, colour]),
    ),
  );
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) throw new Error('Expected both colours to be in the palette.');
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('the style sheet', () => {
  it('keeps all text at 4.5 : 1 or more on its ground, light and dark', () => {
    expect(palettes()).toHaveLength(2);
    for (const colours of palettes()) {
      for (const text of ['ink', 'soft', 'link']) {
        for (const ground of ['paper', 'wash'])
          expect(contrast(colours[text], colours[ground])).toBeGreaterThanOrEqual(4.5);
      }
      for (const tone of ['held', 'deviation', 'violated', 'inconclusive']) {
        expect(contrast(colours[tone], colours[`${tone}-wash`])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(colours[tone], colours['track'])).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('loads nothing', () => {
    expect(style).not.toMatch(/url\(|@import|@font-face/);
  });
});

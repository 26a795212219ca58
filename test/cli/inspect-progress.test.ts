import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { startProgress } from '../../src/cli/inspect-progress.ts';

function shown(isTTY: boolean, atMs: readonly number[]): string {
  const stream = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream & PassThrough;
  let nowMs = 0;
  const progress = startProgress(stream, () => nowMs);
  for (const [index, ms] of atMs.entries()) {
    nowMs = ms;
    progress.report((index + 1) / atMs.length);
  }
  progress.end();
  return String(stream.read() ?? '');
}

test('progress shows on a terminal once the reading takes longer than a second, and is taken away', () => {
  const text = shown(true, [400, 1200]);
  expect(text).toContain('100 %');
  expect(text).not.toContain('50 %');
  expect(text.endsWith('\r\u001b[K')).toBe(true);
});

test('a quick reading shows nothing, and a stream that is no terminal never does', () => {
  expect(shown(true, [10, 20])).toBe('');
  expect(shown(false, [5000, 9000])).toBe('');
});

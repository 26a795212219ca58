import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { oncePerKeyPress } from '../../scripts/signals.js';

describe('passing signals on', () => {
  it('counts two signals of one key press once, and a second key press again', () => {
    const passOn = oncePerKeyPress(150);
    expect([0, 5, 149, 200, 210].map((nowMs) => passOn('SIGINT', nowMs))).toEqual([true, false, false, true, false]);
  });

  it('keeps different signals apart', () => {
    const passOn = oncePerKeyPress(150);
    expect([passOn('SIGINT', 0), passOn('SIGTERM', 1)]).toEqual([true, true]);
  });

  it('hands one SIGINT to the child when the terminal and npm both send it, and passes its status through', async () => {
    const parent = execa(process.execPath, ['test/fixtures/programs/forwards-signals.js'], { reject: false });
    const lines: string[] = [];
    for await (const line of parent) {
      lines.push(line);
      if (line === 'ready' || line === 'SIGINT 1') {
        parent.kill('SIGINT');
        parent.kill('SIGINT');
        // The next key press comes when a person could have pressed it.
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    }
    expect(lines).toEqual(['ready', 'SIGINT 1', 'SIGINT 2']);
    expect((await parent).exitCode).toBe(42);
  });
});

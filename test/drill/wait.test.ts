import { describe, expect, it } from 'vitest';
import { AbortedError, InconclusiveError, until } from '../../src/drill/wait.ts';

const inAnHour = () => process.hrtime.bigint() + 3_600_000_000_000n;

describe('waiting', () => {
  it('gives what the probe found', async () => {
    let calls = 0;
    const found = await until(
      { signal: new AbortController().signal, atMonoNs: inAnHour() },
      'x',
      1000,
      async () => (++calls < 3 ? null : 'yes'),
      1,
    );
    expect(found).toBe('yes');
  });

  it('is inconclusive when the time is up, and names what was waited for', async () => {
    const waiting = until(
      { signal: new AbortController().signal, atMonoNs: inAnHour() },
      'a fill',
      5,
      async () => null,
      1,
    );
    await expect(waiting).rejects.toThrow(InconclusiveError);
    await expect(waiting).rejects.toThrow('waited 5 ms in vain for a fill');
  });

  it('is inconclusive past the deadline of the drill', async () => {
    const waiting = until({ signal: new AbortController().signal, atMonoNs: 0n }, 'a fill', 1000, async () => null, 1);
    await expect(waiting).rejects.toThrow("the drill's deadline passed while waiting for a fill");
  });

  it('ends at once when interrupted', async () => {
    const interrupt = new AbortController();
    const waiting = until(
      { signal: interrupt.signal, atMonoNs: inAnHour() },
      'a fill',
      60_000,
      async () => null,
      60_000,
    );
    interrupt.abort();
    await expect(waiting).rejects.toThrow(AbortedError);
  });
});

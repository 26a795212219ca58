import { expect, it } from 'vitest';
import { Shares } from '../../src/drill/shares.ts';

it("the harness's own share is the sum of what it did, also of what failed, and never more than the whole", async () => {
  const started = process.hrtime.bigint();
  const shares = new Shares();
  expect(await shares.during('collect', async () => 'done')).toBe('done');
  await expect(shares.during('stop', () => Promise.reject(new Error('stuck')))).rejects.toThrow('stuck');
  const { wallMs, ownMs, shares: named } = shares.summary(started);
  expect(named.map(({ name }) => name)).toEqual(['collect', 'stop']);
  expect(ownMs).toBe(named.reduce((sum, { durationMs }) => sum + durationMs, 0));
  expect(wallMs).toBeGreaterThanOrEqual(ownMs);
});

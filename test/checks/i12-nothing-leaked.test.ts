import { describe, expect, it } from 'vitest';
import { asGuard, crash, exercised } from './histories.ts';

describe('I12', () => {
  it('is violated by anything the scan found, also as a guard', () => {
    const leaks = { scanned: ['processes', 'ports'], found: ['process 4711 (engine)'] };
    expect(exercised('I12', crash({ leaks })).findings).toEqual(['left behind: process 4711 (engine)']);
    expect(asGuard('I12', crash({ leaks })).verdict).toBe('violated');
  });

  it('holds when a scan found nothing', () => {
    expect(exercised('I12', crash({ leaks: { scanned: ['processes', 'ports'], found: [] } })).verdict).toBe('held');
  });

  it('is inconclusive when no scan was made, or it looked at nothing', () => {
    expect(exercised('I12', crash()).verdict).toBe('inconclusive');
    expect(exercised('I12', crash({ leaks: { scanned: [], found: [] } })).verdict).toBe('inconclusive');
  });
});

import { describe, expect, it } from 'vitest';
import type { SupervisorEvent } from '../../src/contract/supervisor.ts';
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

  describe('with an alert that the drill demands', () => {
    const leaks = { scanned: ['processes'], found: [] };
    const ns = (ms: number) => String(ms * 1_000_000);
    const due = { codes: ['venue-ahead'], sinceMonoNs: ns(1000), lookedUntilMonoNs: ns(11_000) };
    const told = (code: string, noticedMs: number, toldMs: number): SupervisorEvent => ({
      monoNs: ns(toldMs),
      wallMs: 0,
      event: 'alert',
      pid: 7,
      pidStartTime: null,
      exitCode: null,
      signal: null,
      detail: code,
      alert: { code, noticedMonoNs: ns(noticedMs) },
    });
    const judged = (...supervisorEvents: SupervisorEvent[]) =>
      exercised('I12', crash({ leaks, dueAlerts: [due], supervisorEvents }));

    it('holds when the alert came within five seconds of being noticed (row 60)', () => {
      expect(judged(told('venue-ahead', 1500, 6400))).toMatchObject({ verdict: 'held', findings: [] });
    });

    it('is violated when it came later, or never, or another came', () => {
      expect(judged(told('venue-ahead', 1500, 6600)).findings[0]).toContain('came 5100 ms after it was noticed');
      expect(judged().findings).toEqual(['no alert venue-ahead came within 10000 ms']);
      expect(judged(told('torn-tail', 1500, 1600)).verdict).toBe('violated');
    });

    it('is violated by an alert from before its cause, or told before it was noticed', () => {
      expect(judged(told('venue-ahead', 900, 1200)).findings[0]).toContain('noticed before its cause');
      expect(judged(told('venue-ahead', 1500, 1400)).verdict).toBe('violated');
    });
  });
});

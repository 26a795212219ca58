import { describe, expect, it } from 'vitest';
import type { Damage } from '../../src/checks/index.ts';
import type { EngineRecovery } from '../../src/contract/engine.ts';
import { crash, engineRecovery, exercised, ledgerBeforeKill, provenFault, withLedger } from './histories.ts';

const damage: Damage[] = [{ file: 'checkpoints/checkpoint-7', offset: 120, answer: 'other generation' }];
const named = {
  refused: [{ file: 'checkpoint-7', offset: 0, reason: 'checksum: expected 1a2b, found 3c4d' }],
  checkpointUsed: { file: 'checkpoint-5', sequence: '3', fallbackDepth: 1 },
};
const damaged = (changes: Partial<EngineRecovery>) =>
  crash({ damage, recoveries: [{ file: 'recovery-2.json', incarnation: 1, recovery: engineRecovery(changes) }] });

describe('I11', () => {
  it('holds when the very file is refused by its checksum and another generation was used', () => {
    expect(exercised('I11', damaged(named))).toMatchObject({ verdict: 'held', findings: [] });
  });

  it('is violated when the damage went unnoticed', () => {
    const result = exercised(
      'I11',
      damaged({ checkpointUsed: { file: 'checkpoint-7', sequence: '4', fallbackDepth: 0 } }),
    );
    expect(result.findings).toEqual([
      'checkpoints/checkpoint-7 was damaged, the engine refused nothing',
      'the damaged checkpoint-7 was used',
    ]);
  });

  it('is violated when another file was refused, or the file for another reason', () => {
    const other = exercised(
      'I11',
      damaged({ ...named, refused: [{ file: 'checkpoint-6', offset: 0, reason: 'checksum' }] }),
    );
    expect(other.findings).toEqual(['checkpoints/checkpoint-7 was damaged, the engine refused checkpoint-6']);
    const reason = exercised(
      'I11',
      damaged({ ...named, refused: [{ file: 'checkpoint-7', offset: 0, reason: 'too short' }] }),
    );
    expect(reason.findings[0]).toContain('not for its checksum');
  });

  it('is violated by a fallback that was not counted, and by none at all', () => {
    const uncounted = damaged({ ...named, checkpointUsed: { file: 'checkpoint-5', sequence: '3', fallbackDepth: 0 } });
    expect(exercised('I11', uncounted).findings[0]).toContain('fallback depth 0, expected at least 1');
    expect(exercised('I11', damaged({ ...named, checkpointUsed: null })).findings).toEqual([
      'no other generation was used',
    ]);
  });

  it('is violated by anything but queries and cancels before the instrument was green', () => {
    const early = ledgerBeforeKill()
      .connect(1310, 3)
      .ask(1320, 3, 'DELETE /api/v3/order', { symbol: 'BTCUSDT', params: { origClientOrderId: 'c1' } })
      .place(1330, 3, { clientOrderId: 'c3' })
      .gates(1350, 3);
    const recoveries = [{ file: 'recovery-2.json', incarnation: 1, recovery: engineRecovery(named) }];
    const result = exercised('I11', withLedger(early, { damage, recoveries }));
    expect(result.findings).toEqual(['incarnation 2 at A: POST /api/v3/order (row 24) before it was green']);
  });

  it('is inconclusive when nothing was damaged, or the damage was not proven', () => {
    expect(exercised('I11', crash()).observed).toContain('the drill damages no file');
    const unproven = { ...damaged(named), faults: [provenFault({ effect: null })] };
    expect(exercised('I11', unproven).verdict).toBe('inconclusive');
  });
});

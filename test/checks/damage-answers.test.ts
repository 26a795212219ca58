import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../src/checks/damage-answers.ts';
import type { Damage, DamageAnswer } from '../../src/checks/index.ts';
import type { EngineRecovery } from '../../src/contract/engine.ts';
import { crash, engineRecovery } from './histories.ts';

const damaged = (answer: DamageAnswer, offset: number | null = 500): Damage => ({
  file: 'journal-00000002.log',
  offset,
  answer,
});
const findings = (damage: Damage, changes: Partial<EngineRecovery>, rest: Parameters<typeof crash>[0] = {}) => {
  const recoveries = [{ file: 'recovery-2.json', incarnation: 1, recovery: engineRecovery(changes) }];
  return judgeAnswer(damage, 1, crash({ damage: [damage], recoveries, ...rest })).findings;
};
const refused = [{ file: 'journal-00000002.log', offset: 0, reason: 'checksum: expected 1a2b, found 3c4d' }];

describe('a cut tail', () => {
  it('must be found in the file that was cut, at or before the cut', () => {
    const found = (offset: number, file = 'journal-00000002.log') =>
      findings(damaged('tail cut'), { tornTail: { file, offset, bytes: 40 } });
    expect(found(480)).toEqual([]);
    expect(found(520)).toHaveLength(1);
    expect(found(480, 'journal-00000001.log')).toHaveLength(1);
    expect(findings(damaged('tail cut'), { tornTail: null })[0]).toContain('the engine found no torn tail');
  });
});

describe('damage to every checkpoint', () => {
  it('must be named and end in a replay of the whole journal', () => {
    const whole = { refused, checkpointUsed: null, replayedEntries: 9 };
    expect(findings(damaged('full replay'), whole)).toEqual([]);
    expect(findings(damaged('full replay'), { ...whole, refused: [] })).toHaveLength(1);
    expect(findings(damaged('full replay'), { ...whole, replayedEntries: 0 })).toEqual(['nothing was replayed']);
    const used = { file: 'base-0-a.mcp', sequence: '0', fallbackDepth: 1 };
    expect(findings(damaged('full replay'), { ...whole, checkpointUsed: used })[0]).toContain('base-0-a.mcp was used');
  });
});

describe('damage nothing can stand in for', () => {
  const refusedWith = (reason: string | null) =>
    findings(damaged('refused', null), {}, { refusedDirectories: [{ incarnation: 1, reason }] });

  it('must be refused by the life that met it, with the file named', () => {
    expect(refusedWith('journal-00000002.log at 0: no such file')).toEqual([]);
    // A missing segment may be told by the one behind it.
    expect(refusedWith('journal-00000003.log at 24: expected sequence 1 or earlier, found sequence 181')).toEqual([]);
    expect(refusedWith('journal-00000004.log at 24: expected sequence 1')).toHaveLength(1);
    expect(refusedWith('something is wrong')[0]).toContain('without naming a damaged file');
    expect(refusedWith(null)[0]).toContain('without naming a damaged file');
  });

  it('is a finding when the engine goes on', () => {
    expect(findings(damaged('refused', null), {})[0]).toContain('the engine did not refuse the directory');
  });
});

describe('damage below the newest checkpoint', () => {
  const alert = { event: 'alert', monoNs: '1', detail: 'segment-damaged: journal-00000002.log', alert: { code: 'x' } };
  const told = { supervisorEvents: [alert] as unknown as ReturnType<typeof crash>['supervisorEvents'] };

  it('must be told by an alert that names the file, and the file set aside', () => {
    const filesAtEnd = ['journal-00000003.log', 'retired-00000002.log'];
    expect(findings(damaged('retired'), {}, { ...told, filesAtEnd })).toEqual([]);
    expect(findings(damaged('retired'), {}, { filesAtEnd })).toEqual(['no alert names journal-00000002.log']);
    expect(findings(damaged('retired'), {}, { ...told, filesAtEnd: ['journal-00000002.log'] })[0]).toContain(
      'still stands',
    );
  });
});

it('cannot be judged where nothing was told of the life that met it', () => {
  const answer = judgeAnswer(damaged('tail cut'), 1, crash({ damage: [damaged('tail cut')], recoveries: [] }));
  expect(answer.unseen).toBe('No account of a recovery after the damage was captured.');
});

import { beforeEach, describe, expect, it } from 'vitest';
import { FaultDesk } from '../../src/drill/fault-desk.ts';
import { Timeline } from '../../src/drill/timeline.ts';
import { InconclusiveError } from '../../src/drill/wait.ts';
import type { Fault } from '../../src/faults/fault.ts';
import type { FaultRecord } from '../../src/record/schema.ts';

let lines: string[];
let records: FaultRecord[];
let undone: string[];
let desk: FaultDesk;
beforeEach(() => {
  lines = [];
  records = [];
  undone = [];
  desk = new FaultDesk(new Timeline((line) => lines.push(line)), records);
});

function fault(id: string, { unavailable = null as string | null, proven = true, mended = true } = {}): Fault {
  const proof = (statement: string, holds: boolean) => ({
    monoNs: process.hrtime.bigint().toString(),
    statement,
    holds,
  });
  return {
    id,
    type: 'kill-process',
    target: 'engine',
    parameters: {},
    doesNotTest: '',
    unavailable: async () => unavailable,
    async inject() {
      const requestedMonoNs = process.hrtime.bigint().toString();
      const effect = proof(proven ? 'it is gone' : 'it still lives', proven);
      return { requestedMonoNs, requestedWall: '', provenMonoNs: proven ? effect.monoNs : null, effect };
    },
    async undo() {
      undone.push(id);
      return proof(mended ? 'it is back' : 'it stays away', mended);
    },
  };
}

describe('the fault desk', () => {
  it('records a fault with the proof of its effect and, undone, with the proof of that', async () => {
    const crash = fault('crash');
    await desk.inject(crash);
    expect(records).toMatchObject([{ id: 'crash', effect: { holds: true }, undo: null, undoneMonoNs: null }]);
    await desk.undo(crash);
    expect(records).toMatchObject([{ id: 'crash', effect: { holds: true }, undo: { statement: 'it is back' } }]);
    expect(lines.map((line) => line.slice(20))).toEqual([
      ' fault crash: kill-process on engine',
      ' proven from outside: it is gone',
      ' fault crash undone: it is back',
    ]);
  });

  it('ends the drill without a verdict where a fault cannot strike, and then has nothing to undo', async () => {
    const crash = fault('crash', { unavailable: 'there is no engine' });
    await expect(desk.inject(crash)).rejects.toThrow(InconclusiveError);
    await expect(desk.inject(crash)).rejects.toThrow('fault crash cannot strike: there is no engine');
    await desk.undoAll();
    expect([records, undone]).toEqual([[], []]);
  });

  it('ends the drill without a verdict where the effect was not proven, keeps the record and undoes it all the same', async () => {
    await expect(desk.inject(fault('crash', { proven: false }))).rejects.toThrow(InconclusiveError);
    expect(records).toMatchObject([{ id: 'crash', provenMonoNs: null, effect: { statement: 'it still lives' } }]);
    await desk.undoAll();
    expect(undone).toEqual(['crash']);
  });

  it('ends the drill without a verdict where a fault could not be undone', async () => {
    const cut = fault('cut', { mended: false });
    await desk.inject(cut);
    await expect(desk.undo(cut)).rejects.toThrow('fault cut could not be undone: it stays away');
    expect(records).toMatchObject([{ undo: { holds: false } }]);
  });

  it('undoes all that stands, the newest first, and goes on past one that resists', async () => {
    const faults = [fault('first'), fault('second', { mended: false }), fault('third'), fault('fourth')];
    for (const each of faults) await desk.inject(each);
    const [, , third] = faults;
    if (third !== undefined) await desk.undo(third);
    await desk.undoAll();
    expect(undone).toEqual(['third', 'fourth', 'second', 'first']);
    expect(lines.join('\n')).toContain('fault second could not be undone: it stays away');
    expect(records.map(({ undo }) => undo?.holds)).toEqual([true, false, true, true]);
  });

  it('refuses to undo what it never injected', async () => {
    await expect(desk.undo(fault('crash'))).rejects.toThrow('fault crash was never injected');
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue, resolveDrill } from '../../src/drill/catalogue.ts';
import type { RunContext } from '../../src/drill/context.ts';
import { drillFolder, drillRecordFile } from '../../src/drill/context.ts';
import { assembleRunRecord, type RunDescription } from '../../src/drill/run-record.ts';
import { contradictions } from '../../src/record/entailment.ts';
import { runRecord } from '../../src/record/schema.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { drill } from '../record/records.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

function leave(record: ReturnType<typeof drill>): void {
  const file = join(folder.path, drillFolder(record.id, record.repetition), drillRecordFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(record));
}

function assemble(names: readonly string[], changes: Partial<RunDescription> = {}, repetitions = 1) {
  const context: RunContext = {
    run: 'run-1',
    folder: folder.path,
    seed: 7,
    market: null,
    repetitions,
    keep: false,
    engineCommand: null,
    image: null,
    toxiproxy: null,
  };
  const drills = names.map((name) => resolveDrill(readCatalogue(), name));
  const record = assembleRunRecord({
    ...{
      context,
      drills,
      profile: null,
      command: 'run',
      startedWall: '2026-01-01T00:00:00.000Z',
      errors: [],
      aborted: false,
    },
    ...changes,
  });
  runRecord.parse(record);
  return record;
}

describe('the record of a run', () => {
  it('holds when every drill that was asked for left a record that held', () => {
    leave(drill());
    expect(assemble(['S2'])).toMatchObject({ verdict: 'held', outcome: 'held', why: 'The drill held.' });
    leave(drill({ repetition: 2 }));
    expect(assemble(['S2'], {}, 2).why).toBe('All 2 drills held.');
  });

  it('calls a drill that left no record inconclusive, with what was told of it, and measures nothing', () => {
    leave(drill());
    const record = assemble(['S2', 'S4'], {
      errors: [
        'drills/exchange-disconnect.drill.ts: it does not load',
        'drills/canary.drill.ts: not mine',
        'the worker died',
      ],
    });
    expect(record).toMatchObject({
      verdict: 'inconclusive',
      outcome: 'inconclusive',
      counts: { held: 1, inconclusive: 1 },
    });
    const missing = record.drills[1];
    expect(missing?.why).toBe(
      'The drill left no record: drills/exchange-disconnect.drill.ts: it does not load; the worker died.',
    );
    expect(missing).toMatchObject({
      checks: [],
      leaks: null,
      rtoMs: { resumed: null },
      rpo: { destroyedByFault: null },
    });
    expect(contradictions(record)).toEqual([]);
  });

  it('calls a drill that an interrupt kept from starting aborted', () => {
    leave(drill());
    const record = assemble(['S2', 'S4'], { aborted: true });
    expect(record).toMatchObject({ verdict: 'inconclusive', outcome: 'aborted' });
    expect(record.why).toBe('S4 exchange-disconnect: The run was interrupted before this drill.');
  });

  it('keeps its outcome when the interrupt came after every drill had ended, as with --keep', () => {
    leave(drill({ verdict: 'inconclusive', outcome: 'inconclusive', why: 'No traffic.' }));
    const record = assemble(['S2'], { aborted: true });
    expect(record).toMatchObject({ outcome: 'inconclusive', why: 'S2 application-crash: No traffic.' });
  });

  it('is as bad as its worst repetition, and misses one that is not there', () => {
    leave(drill());
    leave(drill({ repetition: 2, verdict: 'violated', outcome: 'integrity violated', why: 'I3: a balance differs.' }));
    const record = assemble(['S2'], {}, 3);
    expect(record).toMatchObject({
      verdict: 'violated',
      outcome: 'integrity violated',
      counts: { drills: 3, held: 1, violated: 1, inconclusive: 1 },
    });
  });

  it('refuses a record that does not fit the schema instead of guessing', () => {
    leave({ ...drill(), verdict: 'green' } as never);
    expect(() => assemble(['S2'])).toThrow(/verdict/);
  });
});

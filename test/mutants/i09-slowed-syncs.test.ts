/** I9's pair: on syncs slowed to at least ten times the latency of a link the good engine holds and the mutant that sends before journaling is violated. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type DrillDefinition, type DrillRecord, defaultObjectives, runDrill } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'slowed-syncs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const syncMs = 60;

const definition: DrillDefinition = {
  id: 'slowed-syncs',
  code: 'I9',
  title: 'Intents on slow syncs',
  revision: 1,
  proves: 'No order is received before its intent is durable.',
  doesNotProve: 'Anything about a crash.',
  exercises: ['I9'],
  objectives: defaultObjectives.crash,
  judgedVenues: ['A', 'B'],
  notAssessed: [],
  deadlineMs: 60_000,
};

describe('I9 on slowed syncs', () => {
  it('holds for the good engine', async () => {
    const record = await drillOn('slow-syncs');
    expect(i9(record), record.why).toMatchObject({ role: 'exercised', verdict: 'held' });
    expect(i9(record)?.population).toBeGreaterThanOrEqual(100);
    expect(record.verdict).toBe('held');
  });

  it('is violated by the engine that sends before journaling', async () => {
    const record = await drillOn('send-before-journaling');
    expect(i9(record), record.why).toMatchObject({ role: 'exercised', verdict: 'violated' });
    expect(record.outcome).toBe('integrity violated');
  });
});

function i9(record: DrillRecord) {
  return record.checks.find(({ id }) => id === 'I9');
}

function drillOn(engine: string): Promise<DrillRecord> {
  const program = join(import.meta.dirname, 'engines', `${engine}.ts`);
  return runDrill(
    definition,
    async (stage) => {
      await stage.measureLinkLatency();
      await stage.steadyState();
    },
    {
      context: {
        run: `i9-${engine}-${process.pid}`,
        folder: join(folder, engine),
        seed: 1,
        market: null,
        repetitions: 1,
        keep: false,
        engineCommand: [process.execPath, '--conditions=muster-source', program, String(syncMs)],
        image: null,
        toxiproxy: null,
      },
      repetition: 1,
      print: () => {},
      signal: new AbortController().signal,
    },
  );
}

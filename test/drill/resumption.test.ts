import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SupervisorEvent } from '../../src/contract/supervisor.ts';
import { type CapturedResumption, noObservations, type Observations } from '../../src/drill/observations.ts';
import { Resumption } from '../../src/drill/resumption.ts';
import type { Deadline } from '../../src/drill/wait.ts';
import type { RunningSystem } from '../../src/topology/running-system.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

let folder: TemporaryFolder;
let ledgerFile: string;
let observations: Observations;
let events: SupervisorEvent[];
let resumption: Resumption;
let deadline: Deadline;
beforeEach(async () => {
  folder = await temporaryFolder();
  ledgerFile = join(folder.path, 'A.ndjson');
  writeFileSync(ledgerFile, '');
  observations = noObservations();
  events = [];
  deadline = { signal: new AbortController().signal, atMonoNs: process.hrtime.bigint() + 200_000_000n };
  const venue = { name: 'A', ledgerFile, ready: { symbols: ['BTCUSDT', 'ETHUSDT'] } };
  const system = { venues: [venue], venue: () => venue } as unknown as RunningSystem;
  resumption = new Resumption(system, observations, deadline, () => events);
});
afterEach(() => folder[Symbol.asyncDispose]());

function resumed(venues: readonly string[], monoNs: string): CapturedResumption {
  return {
    moment: 'resumed',
    incarnation: 1,
    scope: 'start',
    venues,
    state: { monoNs } as CapturedResumption['state'],
  };
}

function accept(symbol: string, monoNs: number): void {
  appendFileSync(
    ledgerFile,
    `${JSON.stringify({ kind: 'order', change: 'accepted', symbol, monoNs: String(monoNs) })}\n`,
  );
}

describe('a resumption', () => {
  it('is the newest one after the fault that covers every judged venue', async () => {
    const both = resumed(['A', 'B'], '20');
    observations.resumptions.push(resumed(['A', 'B'], '5'), both, resumed(['A'], '30'));
    expect(await resumption.engine(['A', 'B'], 10n)).toBe(both);
  });

  it('that the supervisor will not bring about is not waited for', async () => {
    const event = { event: 'restart-refused', monoNs: '20', detail: 'exit status 21' };
    events.push(event as SupervisorEvent);
    await expect(resumption.engine(['A'], 10n)).rejects.toThrow('does not restart the engine: exit status 21');
  });

  it('that never comes is inconclusive at the deadline', async () => {
    observations.resumptions.push(resumed(['A'], '5'));
    await expect(resumption.engine(['A'], 10n)).rejects.toThrow(
      "the drill's deadline passed while waiting for the engine",
    );
  });

  it('counts only once every instrument had an order accepted after it', async () => {
    accept('BTCUSDT', 5);
    accept('BTCUSDT', 20);
    accept('ETHUSDT', 9);
    const waiting = resumption.quoted(['A'], 1, 10n);
    expect(resumption.quotedSince('A', 10n)).toEqual(['BTCUSDT']);
    accept('ETHUSDT', 21);
    await waiting;
    expect(resumption.quotedSince('A', 10n)).toEqual(['BTCUSDT', 'ETHUSDT']);
  });
});

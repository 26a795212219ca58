/** A reader that goes away (`muster … | head`) ends a command quietly, whatever it was doing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { musterCommand } from '../../src/common/muster-command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { readRecord, withoutVitest } from './muster-run.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Runs `muster ARGS | READER` in a shell, as a user does; the shell keeps what muster ended with. */
async function piped(args: readonly string[], reader: string) {
  const [status, errors] = ['status', 'errors'].map((name) => join(folder.path, name));
  const script = `{ "$@" 2>"${errors}"; echo $? >"${status}"; } | ${reader}`;
  await execa('sh', ['-c', script, 'sh', ...musterCommand(), ...args], {
    cwd: folder.path,
    env: withoutVitest(),
    extendEnv: false,
  });
  return { status: Number(readFileSync(status ?? '', 'utf8')), stderr: readFileSync(errors ?? '', 'utf8') };
}

const trades = join(import.meta.dirname, '../fixtures/market/BTCUSDT-trades-2021-01-08.csv');

describe('output that nobody reads any more', () => {
  it.each([
    [['list'], 'true'],
    [['list', '--json'], 'true'],
    [['run', '--help'], 'true'],
    [['replay', trades, '--speed', '100'], 'head -n 3'],
  ])('ends muster %j in the pipe to %s with 141 and not a word', async (args, reader) => {
    expect(await piped(args, reader)).toEqual({ status: 141, stderr: '' });
  });

  it.each([[['venue', '--ledger', 'ledger.ndjson']], [['toxiproxy', '--port', '0']]])(
    'stops muster %j in order, as Ctrl-C does',
    async (args) => {
      expect(await piped(args, 'true')).toEqual({ status: 0, stderr: '' });
    },
  );

  it('makes a run undo, stop and leave its partial record, as Ctrl-C does', async () => {
    const out = join(folder.path, 'reports');
    expect(await piped(['run', 'S2', '--out', out], 'head -n 3')).toEqual({ status: 2, stderr: '' });
    const record = readRecord(out);
    expect(record).toMatchObject({ verdict: 'inconclusive', outcome: 'aborted' });
    expect(record.drills[0]?.leaks?.found).toEqual([]);
  });

  it('keeps the status and the sentence of a command that wrote nothing to it', async () => {
    const { status, stderr } = await piped(['rnu'], 'true');
    expect(status).toBe(3);
    expect(stderr).toContain("'rnu'");
  });
});

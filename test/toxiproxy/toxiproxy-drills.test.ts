/** Drills whose links the real Toxiproxy serves (`muster run --toxiproxy`), and what is left of it whatever happens. */
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contradictions } from '../../src/record/entailment.ts';
import { toxiproxyProgram } from '../../src/topology/machine.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { expectNothingLeft, type MusterRun, readRecord, readReport, startMuster } from '../process/muster-run.ts';

vi.setConfig({ testTimeout: 120_000 });

let folder: TemporaryFolder;
let out: string;
let run: MusterRun;
beforeEach(async () => {
  folder = await temporaryFolder();
  out = join(folder.path, 'reports');
});
afterEach(async () => {
  run.signal('SIGKILL');
  await expectNothingLeft(run, 10_000);
  await folder[Symbol.asyncDispose]();
});

const start = (drills: readonly string[], program = toxiproxyProgram) => {
  run = startMuster(['run', ...drills, '--toxiproxy', program, '--out', out], { cwd: folder.path });
};

describe('a run on the real Toxiproxy', () => {
  it('holds S4 and S2, says which proxy served the links, and leaves nothing behind', async () => {
    start(['S4', 'S2']);
    const { exitCode } = await run.ended;
    expect(exitCode, run.said()).toBe(0);
    expect(run.living()).toEqual([]);
    const record = readRecord(out);
    expect(contradictions(record)).toEqual([]);
    expect(record.environment.linkProxy).toEqual({
      kind: 'toxiproxy',
      version: expect.stringMatching(/^2\.\d+\.\d+/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(record.environment.proxy).toBe(`Toxiproxy ${record.environment.linkProxy?.version}`);
    for (const drill of record.drills) {
      expect(drill.leaks?.found).toEqual([]);
      // venues, the part that holds the server, the server, the supervisor, and each life of the engine
      expect(drill.leaks?.scanned[0]).toBe(
        `${5 + drill.incarnations.length} processes of this run by pid and start time`,
      );
    }
    expect(readReport(out, 'report.html')).toContain(record.environment.proxy);
    expect(run.said()).toContain(`six links through ${record.environment.proxy}`);
  });

  it('leaves no process of it after SIGKILL of muster in the middle of a drill', async () => {
    start(['S2']);
    await run.line('fault crash');
    expect(run.living().length).toBeGreaterThanOrEqual(6);
    run.signal('SIGKILL');
    await run.ended;
    await expectNothingLeft(run, 5000);
  });
});

describe('a program that is no Toxiproxy Muster can use', () => {
  const script = (name: string, text: string, mode = 0o755) => {
    const file = join(folder.path, name);
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  };
  /** Answers GET /version and nothing else, on the port that a Toxiproxy is given. */
  const answering = (body: string) =>
    `#!${process.execPath}\nrequire('node:http').createServer((_, r) => r.end(${JSON.stringify(body)})).listen(+process.argv[5], '127.0.0.1');\n`;
  it.each<[string, () => string, number, RegExp]>([
    ['that is not there', () => join(folder.path, 'absent'), 3, /found no file there/],
    ['that is a folder', () => folder.path, 3, /found no file there/],
    ['that is not executable', () => script('plain', 'x', 0o644), 4, /cannot be run: it is not executable/],
    ['that ends at once', () => script('ends', '#!/bin/sh\nexit 7\n'), 3, /ended with exit status 7 before it told/],
    ['that is too old', () => script('old', answering('{"version": "2.5.9"}')), 3, /2\.6 or newer.* version "2\.5\.9"/],
    ['whose builder told no version', () => script('git', answering('{"version": "git"}')), 3, /version "git"/],
    ['that answers otherwise', () => script('other', answering('hello')), 3, /answers GET \/version with 200/],
  ])('%s is refused in one sentence, and nothing is left behind', async (_what, make, status, sentence) => {
    const program = make();
    start(['S2'], program);
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(status);
    expect(stderr).toMatch(/^muster: [^\n]+$/);
    expect(stderr).toMatch(sentence);
    expect(stderr).toContain(program);
    expect(stdout).toBe('');
    expect(run.living()).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });
});

it('muster toxiproxy --program ends with the server it holds, and the server with it', async () => {
  run = startMuster(['toxiproxy', '--program', toxiproxyProgram, '--port', '0', '--json'], { cwd: folder.path });
  await run.line('"ready"');
  const { server } = JSON.parse(
    run
      .said()
      .split('\n')
      .find((line) => line.includes('"ready"')) ?? '',
  ) as {
    server: { pid: number };
  };
  process.kill(server.pid, 'SIGKILL');
  const { exitCode, stderr } = await run.ended;
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/muster: .* ended with SIGKILL while it served links\./);
});

it.runIf(process.platform === 'linux')('the server dies with the part that holds it, however that dies', async () => {
  run = startMuster(['toxiproxy', '--program', toxiproxyProgram, '--port', '0', '--json'], { cwd: folder.path });
  await run.line('"ready"');
  run.signal('SIGKILL');
  await run.ended;
  await expectNothingLeft(run, 2000);
});

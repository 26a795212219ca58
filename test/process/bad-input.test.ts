/** Wrong input and a missing part of the environment: the exit status, one clear sentence, nothing changed. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { musterVersion } from '../../src/common/version.ts';
import { engineEnvironment, type VenueConnection } from '../../src/contract/engine.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { muster, startMuster } from './muster-run.ts';

/** Nothing listens on port 1: an engine that gets this far waits for its venue. */
const connection: VenueConnection = {
  name: 'A',
  orderEntryUrl: 'http://127.0.0.1:1',
  userStreamUrl: 'ws://127.0.0.1:1/ws-api/v3',
  marketDataUrl: 'ws://127.0.0.1:1',
  apiKey: 'key',
  apiSecret: 'secret',
  symbols: ['BTCUSDT'],
  bounds: { clockSkewMs: 50, matchingDelayMs: 50, readLagMs: 0 },
};
const venues = (changes: Partial<VenueConnection> = {}) => ({
  [engineEnvironment.venues]: JSON.stringify([{ ...connection, ...changes }]),
});

let folder: TemporaryFolder;
let cwd: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  cwd = folder.path;
  const file = (name: string, text: string) => writeFileSync(join(cwd, name), text);
  file('a-file', 'here first');
  file('BTCUSDT-trades-malformed.csv', 'id,price,qty,quote_qty,time,is_buyer_maker,is_best_match\nnonsense\n');
  file('ETHUSDT-trades-empty.csv', '');
  file('DOGEUSDT-trades-2021-01-08.csv', '1,1,1,1,1610064000000,True,True\n');
  file('command.config.mjs', "export default { engine: { command: 'one string' } };\n");
  file('key.config.mjs', 'export default { engin: {} };\n');
  file('syntax.config.mjs', 'export default {');
  mkdirSync(join(cwd, 'photos'));
  file('photos/holiday.txt', 'not a journal');
  mkdirSync(join(cwd, 'taken', 'latest'), { recursive: true });
});
afterAll(() => folder[Symbol.asyncDispose]());

interface Wrong {
  readonly args: readonly string[];
  /** All of it must be in the sentence: the place, what was expected, what was found. */
  readonly says: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const run = (...args: string[]) => ['run', 'S2', ...args];
const wrong: Record<string, Wrong> = {
  'an unknown drill': {
    args: ['run', 'aplication-crash'],
    says: ['"aplication-crash"', 'did you mean application-crash'],
  },
  'an unknown profile': { args: ['run', '--profile', 'smok'], says: ['profile "smok"', 'did you mean smoke'] },
  'an unknown flag': { args: run('--marke', 'x'), says: ["'--marke'", 'Did you mean --market?', 'muster run --help'] },
  'an unknown command': { args: ['vnue'], says: ["'vnue'", 'Did you mean venue?', 'muster --help'] },
  'names beside a profile': { args: run('--profile', 'smoke'), says: ['drill names or --profile, got both'] },
  'no repetition': { args: run('--repeat', '0'), says: ['--repeat', 'from 1 to 1000', '"0"'] },
  'a seed that is no number': { args: run('--seed', 'x'), says: ['--seed', 'whole number', '"x"'] },
  'malformed trades': {
    args: run('--market', 'BTCUSDT-trades-malformed.csv'),
    says: ['BTCUSDT-trades-malformed.csv, line 2', 'expected the 7 columns', 'found 1'],
  },
  'an empty file of trades': {
    args: run('--market', 'ETHUSDT-trades-empty.csv'),
    says: ['ETHUSDT-trades-empty.csv, line 1', 'at least one trade', 'the end of the file'],
  },
  'trades of an unknown symbol': {
    args: run('--market', 'DOGEUSDT-trades-2021-01-08.csv'),
    says: ['DOGEUSDT-trades-2021-01-08.csv', 'one of BTCUSDT, ETHUSDT, SOLUSDT', 'found DOGEUSDT'],
  },
  'trades that are not there': {
    args: run('--market', 'BTCUSDT-trades-absent.csv'),
    says: ['BTCUSDT-trades-absent.csv', 'a readable file', 'ENOENT'],
  },
  'reports where a file is': { args: run('--out', 'a-file'), says: ['--out', 'folder', '"a-file"'] },
  'reports where no folder can be made': {
    args: run('--out', '/proc/nope'),
    says: ['--out', 'folder', '"/proc/nope"'],
  },
  'reports whose latest is no link': { args: run('--out', 'taken'), says: ['taken/latest', 'link', 'something else'] },
  'a configuration that is not there': {
    args: run('--config', 'absent.mjs'),
    says: ['--config', 'module', 'absent.mjs'],
  },
  'a configuration that does not load': { args: run('--config', 'syntax.config.mjs'), says: ['syntax.config.mjs'] },
  'a configuration of the wrong shape': {
    args: run('--config', 'command.config.mjs'),
    says: ['command.config.mjs', 'engine.command', 'expected array', 'received string'],
  },
  'a configuration with an unknown key': {
    args: run('--config', 'key.config.mjs'),
    says: ['key.config.mjs', '"engin"'],
  },
  'no journal to inspect': {
    args: ['inspect', 'absent', '--export', 'ndjson'],
    says: ['a journal directory', 'nothing at absent'],
  },
  'a folder to inspect that is no journal': {
    args: ['inspect', 'photos', '--export', 'ndjson'],
    says: ['photos', 'a Muster journal directory', 'holiday.txt'],
  },
  'an engine without venues': { args: ['engine', '--data', 'data'], says: [engineEnvironment.venues, 'got nothing'] },
  'an engine without a data directory': { args: ['engine'], says: ["'--data <dir>'", 'muster engine --help'] },
  'an engine on a folder that is no journal': {
    args: ['engine', '--data', 'photos'],
    env: venues(),
    says: ['photos', 'to be empty or a Muster journal directory', 'holiday.txt'],
  },
  'an engine on a file': { args: ['engine', '--data', 'a-file'], env: venues(), says: ['--data', '"a-file"'] },
  'an engine on a real exchange': {
    args: ['engine', '--data', 'data'],
    env: venues({ orderEntryUrl: 'https://api.binance.com' }),
    says: ['orderEntryUrl of venue A', 'simulated venue on this machine', 'api.binance.com', 'refused'],
  },
  'a ledger that would be written over': {
    args: ['venue', '--ledger', 'a-file'],
    says: ['--ledger', 'a new file', 'a-file'],
  },
  'a ledger where no folder can be made': {
    args: ['venue', '--ledger', '/proc/nope/x'],
    says: ['--ledger', '/proc/nope/x'],
  },
  'a port that is none': { args: ['toxiproxy', '--port', '70000'], says: ['--port', 'from 0 to 65535', '"70000"'] },
  'a health URL that is none': {
    args: ['supervisor', '--data', 'data', '--engine-log', 'log', '--health-url', 'here', '--', 'sleep', '1'],
    says: ['--health-url', 'an http URL', '"here"'],
  },
};

function expectOneSentence(stderr: string, says: readonly string[]): void {
  expect(stderr).toMatch(/^muster: [^\n]+$/);
  for (const part of says) expect(stderr).toContain(part);
}

describe('wrong input', () => {
  it.each(Object.entries(wrong))('%s ends with exit status 3 and one sentence', async (_what, { args, env, says }) => {
    const { exitCode, stdout, stderr } = await muster(args, { cwd, env: env ?? {} });
    expect(exitCode, stderr).toBe(3);
    expectOneSentence(stderr, says);
    expect(stdout).toBe('');
  });

  const asJson = [
    'an unknown drill',
    'an unknown flag',
    'no repetition',
    'malformed trades',
    'reports where a file is',
  ];
  it.each(asJson)('%s with --json is one error document on standard output', async (what) => {
    const { args, says } = wrong[what] ?? { args: [], says: [] };
    const { exitCode, stdout, stderr } = await muster([...args, '--json'], { cwd });
    expect(exitCode, stderr).toBe(3);
    const document = JSON.parse(stdout) as { error: { message: string } };
    expect(document).toEqual({
      error: { code: expect.stringMatching(/^[a-z-]+$/), exit: 3, message: expect.any(String) },
    });
    for (const part of says) expect(document.error.message).toContain(part);
    expect(stderr).toBe(`muster: ${document.error.message}`);
  });

  it('changes nothing in what it refuses, and leaves no folder of reports', () => {
    expect(readdirSync(join(cwd, 'photos'))).toEqual(['holiday.txt']);
    expect(readFileSync(join(cwd, 'photos', 'holiday.txt'), 'utf8')).toBe('not a journal');
    expect(readFileSync(join(cwd, 'a-file'), 'utf8')).toBe('here first');
    expect(readdirSync(join(cwd, 'taken'))).toEqual(['latest']);
    expect(readdirSync(cwd)).not.toContain('reports');
  });
});

describe('a journal that is damaged', () => {
  it('ends muster engine with its own status 21 and is left as it was', async () => {
    const data = join(cwd, 'damaged');
    const sound = startMuster(['engine', '--data', data], { cwd, env: venues() });
    await sound.line('directory opened');
    sound.signal('SIGTERM');
    expect((await sound.ended).exitCode).toBe(0);
    const [segment = ''] = readdirSync(data).filter((name) => name.startsWith('journal-'));
    const file = join(data, segment);
    const bytes = readFileSync(file);
    bytes.fill(0xff, 3, 6);
    writeFileSync(file, bytes);
    const { exitCode, stderr } = await muster(['engine', '--data', data], { cwd, env: venues() });
    expect(exitCode, stderr).toBe(21);
    expect(stderr).toContain(segment);
    expect(readFileSync(file)).toEqual(bytes);
  });
});

let occupier: Server | null = null;
afterAll(() => occupier?.close());
/** A port that somebody else has. */
async function taken(): Promise<number> {
  occupier ??= createServer();
  const server = occupier;
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

describe('a port in use', () => {
  it.each([
    ['venue', ['--port']],
    ['venue', ['--admin-port']],
    ['toxiproxy', ['--port']],
    ['supervisor', ['--data', 'data', '--engine-log', 'log', '--health-url', 'http://127.0.0.1:1', '--port']],
  ])('ends muster %s on the port of %j with exit status 4 and names the port', async (part, flags) => {
    const port = await taken();
    const before = readdirSync(cwd);
    const command = part === 'supervisor' ? ['--', 'sleep', '60'] : [];
    const { exitCode, stderr } = await muster([part, ...flags, String(port), ...command], { cwd });
    expect(exitCode, stderr).toBe(4);
    expectOneSentence(stderr, [`muster ${part} needs port ${port} on 127.0.0.1`]);
    expect(readdirSync(cwd)).toEqual(before);
  });
});

describe('help and version', () => {
  it.each(['--help', 'run --help', 'help run'])('muster %s prints the exit table and ends with 0', async (line) => {
    const { exitCode, stdout, stderr } = await muster(line.split(' '), { cwd });
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const status of [0, 1, 2, 3, 4, 70]) expect(stdout).toMatch(new RegExp(`^ +${status}  \\S`, 'm'));
  });

  it('muster --version prints the version alone', async () => {
    expect(await muster(['--version'], { cwd })).toEqual({ exitCode: 0, stdout: musterVersion(), stderr: '' });
  });
});

/** A venue, and an engine under a supervisor, each a process of its own, with the engine's directory on a given disk. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { operationKind } from '../../src/checks/operations.ts';
import { musterCommand } from '../../src/common/muster-command.ts';
import { engineEnvironment } from '../../src/contract/engine.ts';
import { type LedgerRow, ledgerRow } from '../../src/contract/ledger.ts';
import type { SupervisorEvent, SupervisorStatus } from '../../src/contract/supervisor.ts';
import { suspectMarkerFile } from '../../src/node/supervisor/suspect-marker.ts';
import { supervisorClient } from '../../src/topology/clients.ts';
import { findFreePorts } from '../../src/topology/ports.ts';
import {
  type EngineAlone,
  engineAt,
  environmentFor,
  startVenueAlone,
  type VenueAlone,
} from '../process/engine-alone.ts';
import { muster, startMuster } from '../process/muster-run.ts';

const patient = { timeout: 30_000, interval: 20 };

export interface Trading extends AsyncDisposable {
  readonly data: string;
  readonly venue: VenueAlone;
  readonly engine: Pick<EngineAlone, 'state' | 'traded'>;
  status(): Promise<SupervisorStatus>;
  /** The first event of that name. */
  event(name: SupervisorEvent['event']): Promise<SupervisorEvent>;
  /** An operator's start, as `POST /start`. */
  start(): Promise<void>;
  readonly engineLog: () => string;
  readonly ledger: () => readonly LedgerRow[];
}

/** Its supervisor is up and its engine has traded. */
export async function startTrading(folder: string, data: string): Promise<Trading> {
  await using started = new AsyncDisposableStack();
  const venue = await startVenueAlone(folder, 'A', 7);
  started.defer(() => ended(venue.run));
  const [httpPort = 0] = await findFreePorts(1);
  const url = `http://127.0.0.1:${httpPort}`;
  const log = join(folder, 'engine.log');
  const supervising = ['supervisor', '--data', data, '--engine-log', log, '--health-url', `${url}/health`];
  const supervisor = startMuster([...supervising, '--json', '--', ...musterCommand(), 'engine', '--data', data], {
    cwd: folder,
    env: {
      ...environmentFor([venue]),
      [engineEnvironment.httpPort]: String(httpPort),
      // Small, so that new ones are soon needed.
      [engineEnvironment.segmentBytes]: String(64 * 1024),
    },
  });
  started.defer(() => ended(supervisor));
  await supervisor.line('"type":"ready"');
  const client = supervisorClient(/"url":"(http:[^"]+)"/.exec(supervisor.said())?.[1] ?? '');
  const status = async () => (await client.status()) ?? expect.fail('Expected an answer of the supervisor');
  const event = async (name: SupervisorEvent['event']) => {
    const found = async () => (await status()).events.find((each) => each.event === name);
    await vi.waitFor(async () => expect(await found()).toBeDefined(), patient);
    return (await found()) ?? expect.fail();
  };
  await event('healthy');
  const engine = engineAt(url, [venue]);
  await engine.traded(3);
  const whole = started.move();
  return {
    data,
    venue,
    engine,
    status,
    event,
    start: () => client.start(),
    engineLog: () => readFileSync(log, 'utf8'),
    ledger: () => ledgerOf(join(folder, 'A.ndjson')),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

async function ended(run: { signal(signal: 'SIGTERM'): void; readonly ended: Promise<unknown> }): Promise<void> {
  run.signal('SIGTERM');
  await run.ended;
}

/** Its whole lines: the last one may be being written. */
function ledgerOf(file: string): readonly LedgerRow[] {
  const text = readFileSync(file, 'utf8');
  const lines = text.slice(0, text.lastIndexOf('\n')).split('\n');
  return lines.map((line) => ledgerRow.parse(JSON.parse(line)));
}

const isOrder = (row: LedgerRow) => row.kind === 'request' && operationKind(row.operation) === 'new order';

export const ordersIn = (ledger: readonly LedgerRow[]) =>
  ledger.flatMap((row) =>
    row.kind === 'request' && isOrder(row) && row.clientOrderId !== null ? [row.clientOrderId] : [],
  );

/** No order reaches the venue more than a second after `errorWallMs`, by its ledger, which must go on behind that. */
export async function expectNoOrderAfter({ ledger }: Trading, errorWallMs: number): Promise<void> {
  const limitMs = errorWallMs + 1000;
  await vi.waitFor(() => expect(ledger().at(-1)?.wallMs).toBeGreaterThan(limitMs + 500), patient);
  const rows = ledger();
  expect(rows.filter((row) => isOrder(row) && row.wallMs <= errorWallMs).length).toBeGreaterThan(3);
  expect(rows.filter((row) => isOrder(row) && row.wallMs > limitMs)).toEqual([]);
}

export interface LoggedFailure {
  /** Wall time, milliseconds. */
  readonly time: number;
  readonly file: string;
  readonly operation: string;
  readonly code: string;
}

/** What the engine logged when its journal failed. */
export async function untilFailed({ engineLog }: Trading): Promise<LoggedFailure> {
  const found = () =>
    engineLog()
      .split('\n')
      .find((line) => line.includes('the journal failed'));
  await vi.waitFor(() => expect(found()).toBeDefined(), patient);
  return JSON.parse(found() ?? '');
}

/** The supervisor alarms, marks the directory, and starts nothing; its reason is the engine's. */
export async function expectRefused({ data, status, event }: Trading): Promise<{ readonly reason: string }> {
  const { detail: reason } = await event('restart-refused');
  expect((await event('directory-suspect')).detail).toBe(reason);
  expect(await status()).toMatchObject({ engine: 'refused', pid: null, restarts: 0 });
  const alert = (await status()).events.find((each) => each.alert?.code === 'write-failed');
  expect(alert?.detail).toBe(reason);
  expect(JSON.parse(readFileSync(suspectMarkerFile(data), 'utf8'))).toMatchObject({ reason });
  return { reason };
}

/** Every order the venue ever got stands in the journal as an intent, and the directory holds what it says. */
export async function expectNothingLost({ ledger, data }: Trading, folder: string): Promise<void> {
  const verified = await muster(['inspect', data, '--verify'], { cwd: folder });
  expect(verified.exitCode, verified.stdout).toBe(0);
  const exported = await muster(['inspect', data, '--export', 'ndjson'], { cwd: folder });
  const rows = exported.stdout.split('\n').map((line): { type: string; clientOrderId?: string } => JSON.parse(line));
  const intents = new Set(rows.filter(({ type }) => type === 'intent').map(({ clientOrderId }) => clientOrderId));
  const orders = ordersIn(ledger());
  expect(orders.length).toBeGreaterThan(3);
  expect(orders.filter((id) => !intents.has(id))).toEqual([]);
}

/** Name and hash of every file below a directory. */
export function bytesOf(directory: string): readonly string[] {
  const names = readdirSync(directory).toSorted();
  return names.map(
    (name) =>
      `${name} ${createHash('sha256')
        .update(readFileSync(join(directory, name)))
        .digest('hex')}`,
  );
}

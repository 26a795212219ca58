/** What a drill's script needs to know from the ledgers while it runs: to place a fault, or to claim that nothing was sent. */
import { readFileSync } from 'node:fs';
import type { LedgerRowOf } from '../contract/ledger.ts';
import type { RunningSystem } from '../topology/running-system.ts';

const placing = /^(POST \/api\/v3\/order|order\.place)$/;

/** `venue client-order-id` of every order that a venue took into its book. */
export function acceptedOrders(system: RunningSystem): ReadonlySet<string> {
  const accepted = system.venues.flatMap(({ name, ledgerFile }) =>
    rowsWith<LedgerRowOf<'order'>>(ledgerFile, '"change":"accepted"').map((row) => `${name} ${row.clientOrderId}`),
  );
  return new Set(accepted);
}

/** Orders that venues took between two monotonic times. */
export function acceptedBetween(system: RunningSystem, fromMonoNs: bigint, toMonoNs: bigint): number {
  const within = ({ monoNs }: { readonly monoNs: string }) => BigInt(monoNs) > fromMonoNs && BigInt(monoNs) < toMonoNs;
  return system.venues.reduce(
    (sum, { ledgerFile }) =>
      sum + rowsWith<LedgerRowOf<'order'>>(ledgerFile, '"change":"accepted"').filter(within).length,
    0,
  );
}

/** New-order requests that any venue received after a monotonic time. */
export function placedSince(system: RunningSystem, sinceMonoNs: string): number {
  return system.venues.reduce((sum, { ledgerFile }) => {
    const rows = rowsWith<LedgerRowOf<'request'>>(ledgerFile, '"kind":"request"');
    return sum + rows.filter((row) => placing.test(row.operation) && BigInt(row.monoNs) > BigInt(sinceMonoNs)).length;
  }, 0);
}

/** The last line may be unfinished: its row belongs to a later moment. */
function rowsWith<Row>(file: string, text: string): Row[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line.includes(text)).map((line) => JSON.parse(line) as Row);
}

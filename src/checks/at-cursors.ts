/**
 * Engine beside venue at exactly the cursors of each `resumed` record (I2, I3, I4). The ledger is evaluated at the
 * cursor's row, so nothing depends on when somebody looked; a cursor that trails far behind `resumed` would make any
 * equality worthless, so its lag is bounded.
 */

import { msBetween } from './connections.ts';
import type { DrillEvidence, ResumedState } from './evidence.ts';
import type { Ledger } from './ledger.ts';
import { type LedgerState, ledgerAt, positionOfCursor } from './ledger-at.ts';
import { gatePosition, successions } from './successions.ts';

export interface Comparison {
  /** For people: `A at resumed 1`. */
  readonly label: string;
  readonly venue: string;
  readonly ledger: Ledger;
  readonly resumed: ResumedState;
  readonly truth: LedgerState;
}

export interface Comparisons {
  readonly comparisons: readonly Comparison[];
  /** Why a venue of a resumed state could not be compared. */
  readonly uncompared: readonly string[];
  /** Cursors that trail `resumed` by more than the bound, or the queries it must rest on. */
  readonly stale: readonly string[];
  readonly evidence: readonly string[];
}

/** Happenings of the account that old must have reached the cursor, besides the venue's read lag. Well above a loaded machine's pauses. */
export const cursorLagMsMax = 1000;

export function compareAtCursors(evidence: DrillEvidence): Comparisons {
  const { ledgers, resumedStates } = evidence;
  const gates = gateRows(evidence);
  const comparisons: Comparison[] = [];
  const uncompared: string[] = [];
  const stale: string[] = [];
  resumedStates.forEach((resumed, index) => {
    for (const venue of resumed.venues) {
      const label = `${venue} at ${resumed.moment === 'resumed' ? `resumed ${index + 1}` : resumed.moment}`;
      const ledger = ledgers.get(venue);
      const cursor = resumed.state.cursors[venue];
      const n = ledger === undefined || cursor === undefined ? null : positionOfCursor(ledger, cursor);
      if (ledger === undefined || cursor === undefined || n === null) {
        uncompared.push(`${label}: ${whyNot(ledger, cursor)}`);
        continue;
      }
      const gate = gates(resumed, venue);
      if (gate !== null && n < gate) {
        stale.push(
          `${label}: the cursor (row ${n}) lies before the venue's last answer of that recovery (row ${gate})`,
        );
      }
      const lagMs = cursorLagMs(ledger, n, resumed.state.monoNs);
      if (lagMs > cursorLagMsMax + ledger.opening.bounds.readLagMs) {
        stale.push(`${label}: the cursor leaves out what happened ${lagMs.toFixed(0)} ms before resumed (row ${n})`);
      }
      comparisons.push({ label, venue, ledger, resumed, truth: ledgerAt(ledger, n) });
    }
  });
  const files = comparisons.flatMap(({ ledger, resumed }) => [ledger.file, resumed.file]);
  return { comparisons, uncompared, stale, evidence: files };
}

/** Row of the venue's last answer that the recovery behind a resumed state had to take in; null where no recovery preceded it. */
function gateRows(evidence: DrillEvidence): (resumed: ResumedState, venue: string) => number | null {
  const all = successions(evidence);
  return ({ scope, incarnation }, venue) => {
    const own = all.find((one) => one.kind === scope && one.incarnation === incarnation && one.ledger.venue === venue);
    const symbols = own?.ledger.opening.symbols ?? [];
    const rows = symbols.map(({ symbol }) => (own === undefined ? null : gatePosition(own, symbol)));
    return rows.reduce<number | null>((latest, n) => (n === null ? latest : Math.max(latest ?? 0, n)), null);
  };
}

function whyNot(ledger: Ledger | undefined, cursor: { kind: string; id: string } | undefined): string {
  if (ledger === undefined) return 'there is no ledger of this venue';
  if (cursor === undefined) return 'the engine states no cursor';
  return `the ledger has no ${cursor.kind} ${cursor.id}`;
}

/** How long before `resumed` the first thing of the account happened that the cursor leaves out; 0 when it leaves out nothing. */
function cursorLagMs(ledger: Ledger, n: number, resumedMonoNs: string): number {
  const leftOut = ledger.orders.find((row) => row.n > n);
  return leftOut === undefined ? 0 : Math.max(0, msBetween(leftOut.monoNs, resumedMonoNs));
}

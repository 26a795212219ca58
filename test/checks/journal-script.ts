/** Writes small journal exports; times in milliseconds from the start of the drill. */
import type { JournalEvidence } from '../../src/checks/evidence.ts';
import { readJournalExport } from '../../src/checks/journals.ts';
import { mono, type ScriptedOrder, wall } from './ledger-script.ts';

type Row = Record<string, unknown> & { readonly type: string };

export class JournalScript {
  readonly #rows: Row[] = [];

  /** Durable half a millisecond after it was written, unless told otherwise. */
  intent(
    ms: number,
    order: ScriptedOrder,
    options: { venue?: string; durableMs?: number | null; decision?: number } = {},
  ): this {
    const { venue = 'A', durableMs = ms + 0.5, decision = this.#rows.length } = options;
    return this.row(ms, {
      type: 'intent',
      venue,
      symbol: 'BTCUSDT',
      side: 'BUY',
      price: '100.00000000',
      quantity: '1.00000000',
      timestampMs: wall(ms),
      recvWindowMs: 1000,
      decision,
      durableMonoNs: durableMs === null ? null : mono(durableMs),
      ...order,
    });
  }

  outcome(ms: number, type: 'accepted' | 'rejected' | 'unknown' | 'never-reached', clientOrderId: string): this {
    return this.row(ms, { type, venue: 'A', symbol: 'BTCUSDT', clientOrderId });
  }

  fill(ms: number, clientOrderId: string, tradeId: number, quantity: string): this {
    return this.row(ms, {
      type: 'fill',
      venue: 'A',
      symbol: 'BTCUSDT',
      clientOrderId,
      tradeId,
      side: 'BUY',
      price: '100',
      quantity,
    });
  }

  resumed(ms: number, economicHash = 'e0'): this {
    const cursors = { A: { kind: 'reply', id: 'barrier' } };
    return this.row(ms, { type: 'resumed', scope: 'start', venues: ['A'], economicHash, cursors });
  }

  row(ms: number, row: Row): this {
    const place = {
      sequence: String(this.#rows.length + 1),
      epoch: 1,
      timeUs: wall(ms) * 1000,
      durableMonoNs: mono(ms + 0.5),
    };
    this.#rows.push({ ...place, ...row });
    return this;
  }

  text(economicHash = 'e0'): string {
    const entries = this.#rows.length;
    const end = { type: 'end', sequence: String(entries), entries, stateHash: 's0', economicHash };
    return [...this.#rows, end].map((row) => `${JSON.stringify(row)}\n`).join('');
  }

  /** The export as it stands now; more rows may follow for a later one. */
  copy(label: string, afterIncarnation: number | null, economicHash = 'e0'): JournalEvidence {
    const file = `journal-${label.replaceAll(' ', '-')}.ndjson`;
    return { ...readJournalExport(this.text(economicHash), file), label, afterIncarnation };
  }
}

/**
 * What a fault destroyed of the journal, counted by class: an item is destroyed when every entry that told of it before
 * the fault is gone. It may have been learnt again since; that is no loss of the engine's, nor is this.
 */
import type { DestroyedCounts } from '../record/schema.ts';
import type { DrillEvidence } from './evidence.ts';
import { isOf, type JournalRow, orderKey, rowsOf, settledOrders } from './journals.ts';

/** Journal entries that stood on disk before a restart and do not stand there any more: rows of earlier copies the last one lacks; what lies below its first sequence was pruned, not destroyed. */
export function vanishedRows({ journals }: DrillEvidence): JournalRow[] {
  const last = journals.at(-1);
  const first = last?.rows[0]?.sequence;
  if (last === undefined || first === undefined) return [];
  const standing = new Set(last.rows.map(rowKey));
  const vanished = new Map<string, JournalRow>();
  for (const { rows } of journals.slice(0, -1)) {
    for (const row of rows) {
      if (BigInt(row.sequence) >= BigInt(first) && !standing.has(rowKey(row))) vanished.set(rowKey(row), row);
    }
  }
  return [...vanished.values()];
}

function rowKey({ sequence, epoch, type, timeUs }: JournalRow): string {
  return `${sequence} ${epoch} ${type} ${timeUs}`;
}

export function destroyedByClass({ journals }: DrillEvidence, vanished: readonly JournalRow[]): DestroyedCounts {
  const gone = new Set(vanished.map(rowKey));
  const kept = itemsIn(journals.slice(0, -1).flatMap(({ rows }) => rows.filter((row) => !gone.has(rowKey(row)))));
  const lost = itemsIn(vanished);
  const count = (items: keyof typeof lost) => [...lost[items]].filter((item) => !kept[items].has(item)).length;
  return {
    intents: count('intents'),
    acks: count('acks'),
    fills: count('fills'),
    cancels: count('cancels'),
    configChanges: count('configChanges'),
  };
}

function itemsIn(rows: readonly JournalRow[]): Record<keyof DestroyedCounts, Set<string>> {
  const fills = rowsOf({ rows }, 'fill').map(({ venue, symbol, tradeId }) => `${venue} ${symbol} ${tradeId}`);
  const canceled = rowsOf({ rows }, 'order').filter(({ status }) => status === 'CANCELED' || status === 'EXPIRED');
  return {
    intents: new Set(rowsOf({ rows }, 'intent').map(orderKey)),
    acks: settledOrders(rows.filter((row) => !isOf(row, 'fill'))),
    fills: new Set(fills),
    cancels: new Set(canceled.map(orderKey)),
    configChanges: new Set(
      rows.flatMap((row) => (row.type === 'configuration' && 'hash' in row ? [String(row['hash'])] : [])),
    ),
  };
}

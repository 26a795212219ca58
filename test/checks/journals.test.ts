import { describe, expect, it } from 'vitest';
import { readJournalExport, rowsOf, settledOrders, unionOfIntents } from '../../src/checks/journals.ts';
import { journalBeforeKill } from './histories.ts';
import { JournalScript } from './journal-script.ts';

describe('readJournalExport', () => {
  it('reads the rows it knows and carries the others', () => {
    const text = journalBeforeKill().row(300, { type: 'stage', stage: 'full' }).text();
    const journal = readJournalExport(text, 'journal.ndjson');
    expect(rowsOf(journal, 'intent').map(({ clientOrderId }) => clientOrderId)).toEqual(['c1', 'c2']);
    expect(journal.rows.at(-1)).toMatchObject({ type: 'stage', stage: 'full' });
    expect(journal.end).toMatchObject({ entries: 6, economicHash: 'e0' });
  });

  it('names file, line and field of an intent without its price, rather than carrying it', () => {
    const text = journalBeforeKill().text().replace('"price":"100.00000000",', '');
    expect(() => readJournalExport(text, 'journal.ndjson')).toThrow(
      /journal\.ndjson:1: expected a journal row, field "price"/,
    );
  });

  it('refuses an export that broke off before its end row', () => {
    const text = journalBeforeKill().text();
    const brokeOff = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
    expect(() => readJournalExport(brokeOff, 'journal.ndjson')).toThrow(
      /journal\.ndjson:5: expected the "end" row last/,
    );
  });
});

describe('unionOfIntents', () => {
  it('counts an intent once that stands in several copies, with the durable time any of them knows', () => {
    const early = new JournalScript()
      .intent(90, { clientOrderId: 'c1' }, { durableMs: null, decision: 1 })
      .copy('before fault 1', 0);
    const later = new JournalScript()
      .intent(90, { clientOrderId: 'c1' }, { durableMs: 91, decision: 1 })
      .copy('end', null);
    const union = unionOfIntents([early, later]);
    expect(union.get('A c1')).toEqual([expect.objectContaining({ durableMonoNs: '1091000000' })]);
  });
});

describe('settledOrders', () => {
  it('counts every known outcome and never `unknown`', () => {
    const journal = new JournalScript()
      .intent(1, { clientOrderId: 'c1' })
      .outcome(2, 'unknown', 'c1')
      .intent(3, { clientOrderId: 'c2' })
      .outcome(4, 'never-reached', 'c2')
      .copy('end', null);
    expect([...settledOrders(journal.rows)]).toEqual(['A c2']);
  });
});

import { describe, expect, it } from 'vitest';
import { EvidenceError } from '../../src/checks/evidence-error.ts';
import { readLedger } from '../../src/checks/ledger.ts';
import { ledgerBeforeKill } from './histories.ts';

const text = ledgerBeforeKill().text();
const lines = text.split('\n');

describe('readLedger', () => {
  it('indexes requests with their answers, orders, trades and connections of the account', () => {
    const ledger = readLedger(text, 'ledger-A.ndjson');
    expect(ledger).toMatchObject({ venue: 'A', account: 'trading', cutLine: null });
    expect(ledger.rows).toHaveLength(20);
    expect(ledger.requests.map(({ request, answer }) => [request.operation, answer?.status])).toEqual([
      ['GET /api/v3/account', 200],
      ['GET /api/v3/openOrders', 200],
      ['GET /api/v3/myTrades', 200],
      ['POST /api/v3/order', 200],
      ['POST /api/v3/order', 200],
    ]);
    expect(ledger.trades.map(({ tradeId }) => tradeId)).toEqual([1]);
    expect([...ledger.connections.keys()]).toEqual([1, 2]);
  });

  it('answers the right request when a client uses an id again', () => {
    const script = ledgerBeforeKill()
      .ask(300, 2, 'account.status', { id: 'same' })
      .ask(400, 2, 'account.status', { id: 'same', status: 400 });
    const { requests } = script.read();
    expect(requests.slice(-2).map(({ answer }) => answer?.status)).toEqual([200, 400]);
  });

  it('names file and line of a line that is not JSON', () => {
    const broken = [...lines.slice(0, 4), '{"n":5,', ...lines.slice(5)].join('\n');
    expect(() => readLedger(broken, 'ledger-A.ndjson')).toThrow(
      'ledger-A.ndjson:5: expected one JSON object, found "{\\"n\\":5,"',
    );
  });

  it('names file, line and field of a row of another shape', () => {
    const broken = text.replace('"kind":"trade","tradeId":1', '"kind":"trade","tradeId":"one"');
    expect(() => readLedger(broken, 'ledger-A.ndjson')).toThrow(
      /ledger-A\.ndjson:18: expected a ledger row, field "tradeId"/,
    );
  });

  it('refuses a ledger with a gap', () => {
    const gap = [...lines.slice(0, 4), ...lines.slice(5)].join('\n');
    expect(() => readLedger(gap, 'ledger-A.ndjson')).toThrow(
      'ledger-A.ndjson:5: expected row 5, found row 6: the ledger has a gap',
    );
  });

  it('tolerates a cut last line only for a venue that was killed, and reports it', () => {
    const cut = text.slice(0, -10);
    expect(() => readLedger(cut, 'ledger-A.ndjson')).toThrow(EvidenceError);
    const ledger = readLedger(cut, 'ledger-A.ndjson', { venueKilled: true });
    expect(ledger.rows).toHaveLength(19);
    expect(ledger.cutLine).not.toBeNull();
  });

  it('refuses an empty file and one without its opening row', () => {
    expect(() => readLedger('', 'ledger-A.ndjson')).toThrow('expected the opening row, found an empty file');
  });
});

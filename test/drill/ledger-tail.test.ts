import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LedgerTail } from '../../src/drill/ledger-tail.ts';

const folder = mkdtempSync(join(tmpdir(), 'ledger-tail-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the ledger tail', () => {
  it('takes whole lines only, however the file grows', () => {
    const file = join(folder, 'ledger.ndjson');
    writeFileSync(
      file,
      '{"kind":"order","change":"accepted","symbol":"BTCUSDT","monoNs":"5"}\n{"kind":"order","change":"acc',
    );
    const tail = new LedgerTail(file);
    tail.follow();
    expect(tail.newestAccepted('BTCUSDT')).toBe(5n);
    expect(tail.newestAccepted('ETHUSDT')).toBeNull();
    appendFileSync(
      file,
      'epted","symbol":"ETHUSDT","monoNs":"7"}\n{"kind":"order","change":"canceled","symbol":"BTCUSDT","monoNs":"9"}\n',
    );
    tail.follow();
    expect(tail.newestAccepted('ETHUSDT')).toBe(7n);
    expect(tail.newestAccepted('BTCUSDT')).toBe(5n);
  });
});

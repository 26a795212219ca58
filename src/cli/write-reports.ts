import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertEntailed } from '../record/entailment.ts';
import { type RunRecord, runRecord } from '../record/schema.ts';
import { renderHtml, renderJunit } from '../report/index.ts';

/** Writes the record first, then its renderings, into the run's folder. @throws Error when the record contradicts itself: a bug, found after nothing was lost. */
export async function writeReports(record: RunRecord, folder: string): Promise<void> {
  const valid = runRecord.parse(record);
  writeFileSync(join(folder, 'record.json'), `${JSON.stringify(valid, null, 2)}\n`);
  writeFileSync(join(folder, 'report.html'), renderHtml(valid));
  writeFileSync(join(folder, 'junit.xml'), renderJunit(valid));
  assertEntailed(valid);
}

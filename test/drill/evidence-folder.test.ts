import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EvidenceFolder } from '../../src/drill/evidence-folder.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const label = { role: 'other', label: '', mediaType: 'text/plain' } as const;

it('evidence is listed by name and hash, relative to the run, and only where it exists', async () => {
  await using folder = await temporaryFolder();
  const evidence = new EvidenceFolder(folder.path, 'drills/one');
  expect(evidence.write('logs/b.txt', 'later', label)).toBe('drills/one/logs/b.txt');
  evidence.write('a.txt', 'text', label);
  expect(evidence.name('never-written.txt', label)).toBe('drills/one/never-written.txt');
  const sha256 = createHash('sha256').update('text').digest('hex');
  expect(evidence.list()).toEqual([
    { path: 'drills/one/a.txt', ...label, bytes: 4, sha256 },
    expect.objectContaining({ path: 'drills/one/logs/b.txt', bytes: 5 }),
  ]);
});

it('a copied folder stands in the evidence without being listed', async () => {
  await using folder = await temporaryFolder();
  const from = join(folder.path, 'data');
  mkdirSync(join(from, 'deep'), { recursive: true });
  writeFileSync(join(from, 'deep', 'journal'), 'bytes');
  const evidence = new EvidenceFolder(folder.path, 'drills/one');
  evidence.copy(from, 'journals/end');
  expect(readFileSync(evidence.path('journals/end/deep/journal'), 'utf8')).toBe('bytes');
  expect(evidence.list()).toEqual([]);
});

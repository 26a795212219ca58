import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/common/package-root.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

it('looks past the manifests of other packages for its own', async () => {
  await using folder = await temporaryFolder();
  const inner = join(folder.path, 'node_modules', 'muster-drills', 'dist', 'src');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(folder.path, 'package.json'), '{"name":"user-project"}');
  writeFileSync(join(inner, 'package.json'), '{"type":"module"}');
  expect(() => packageRoot(inner)).toThrow(/^Expected a package\.json named muster-drills at or above/);
  const root = join(folder.path, 'node_modules', 'muster-drills');
  writeFileSync(join(root, 'package.json'), '{"name":"muster-drills"}');
  expect(packageRoot(inner)).toBe(root);
});

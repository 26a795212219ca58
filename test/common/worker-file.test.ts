import { expect, it } from 'vitest';
import { workerFile } from '../../src/common/worker-file.ts';

it('names the worker beside its importer, as TypeScript in a clone and compiled in the package', () => {
  const inClone = workerFile('file:///clone/src/node/writer/writer.ts', './writer-thread');
  expect(inClone.href).toBe('file:///clone/src/node/writer/writer-thread.ts');
  const inPackage = workerFile('file:///package/dist/src/node/writer/writer.js', './writer-thread');
  expect(inPackage.href).toBe('file:///package/dist/src/node/writer/writer-thread.js');
});

import { expect, it } from 'vitest';
import { identifyProcess } from '../../../src/common/process-liveness.ts';
import { isOrphan, labelsOf } from '../../../src/topology/docker/labels.ts';

it('a thing made by a living process is not an orphan', () => {
  expect(labelsOf('run-1')).toMatchObject({ 'muster.run': 'run-1', 'muster.harness.pid': String(process.pid) });
  expect(isOrphan(labelsOf('run-1'))).toBe(false);
});

it('a thing is an orphan when its process is gone, or the pid belongs to a later one', () => {
  const labels = labelsOf('run-1');
  expect(isOrphan({ ...labels, 'muster.harness.pid': '999999999' })).toBe(true);
  expect(identifyProcess(process.pid).startTime).not.toBe('1');
  expect(isOrphan({ ...labels, 'muster.harness.start': '1' })).toBe(true);
});

it('a thing that does not tell who made it is left alone', () => {
  expect(isOrphan({})).toBe(false);
  expect(isOrphan({ 'muster.harness.pid': 'x' })).toBe(false);
});

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { musterCommand } from '../../src/common/muster-command.ts';

it('runs the command of this package', () => {
  const [program = '', ...args] = musterCommand();
  expect(program).toBe(process.execPath);
  expect(args[0]).toBe('--conditions=muster-source');
  expect(execFileSync(program, [...args, '--version'], { encoding: 'utf8' }).trim()).toMatch(/^\d+\.\d+\.\d+/);
});

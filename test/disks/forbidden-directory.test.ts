/** Needs root, to run an engine as somebody else. */
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { musterCommand } from '../../src/common/muster-command.ts';
import { engineExit } from '../../src/contract/engine.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { environmentFor, startEngineAlone, startVenueAlone } from '../process/engine-alone.ts';
import { bytesOf } from './trading-rig.ts';

/** The user and the group that own nothing. */
const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--'];

it.each([
  ['that may be read but not written', 0o755],
  ['that may not even be listed', 0o700],
])(
  'an engine (started as nobody) on a directory of another user %s ends with status 21 and one sentence, and touches nothing (row 22)',
  async (_what, mode) => {
    await using folder = await temporaryFolder();
    await chmod(folder.path, 0o755);
    const data = join(folder.path, 'data');
    await mkdir(data);
    const venue = await startVenueAlone(folder.path, 'A', 7);
    try {
      const engine = await startEngineAlone(folder.path, data, [venue]);
      await engine.traded(3);
      await engine.kill();
      await chmod(data, mode);
      const found = bytesOf(data);
      const { exitCode, stderr } = await execa('setpriv', [...nobody, ...musterCommand(), 'engine', '--data', data], {
        cwd: folder.path,
        env: environmentFor([venue]),
        reject: false,
      });
      expect(exitCode, stderr).toBe(engineExit.directoryRefused);
      expect(stderr.split('\n').filter((line) => line.startsWith('muster: '))).toEqual([
        expect.stringMatching(/^muster: Expected \S+\/data to be readable and writable, found EACCES: .*\/data'$/),
      ]);
      expect(bytesOf(data)).toEqual(found);
    } finally {
      venue.run.signal('SIGTERM');
      await venue.run.ended;
    }
  },
);

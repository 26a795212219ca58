/**
 * The drill S2 as a user runs it: the whole command, the engine's way from process start to resumed besides waiting for
 * expiries, and the harness's own share. Medians of five runs.
 *
 *     node --conditions=muster-source test/bench/drill.ts
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { musterCommand } from '../../src/common/muster-command.ts';
import { runRecord } from '../../src/record/schema.ts';
import { inTemporaryDirectory, median, report, secondsSince } from './bench-tools.ts';

const rounds = 5;
const [program = '', ...args] = musterCommand();

await inTemporaryDirectory(async (out) => {
  const wall: number[] = [];
  const resumed: number[] = [];
  const share: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = process.hrtime.bigint();
    await execa(program, [...args, 'run', 'application-crash', '--out', out]);
    wall.push(secondsSince(started));
    const record = runRecord.parse(JSON.parse(readFileSync(join(out, 'latest', 'record.json'), 'utf8')));
    const drill = record.drills[0];
    if (drill?.processStartToResumedMs === undefined || drill.processStartToResumedMs === null) {
      throw new Error(`Expected the drill to measure its recovery: ${record.why}`);
    }
    resumed.push(drill.processStartToResumedMs / 1000);
    share.push(drill.harness.ownMs / drill.harness.wallMs);
  }
  report('drill.s2.wall', median(wall), 's', { atMost: 12 });
  report('drill.s2.process-start-to-resumed', median(resumed), 's besides expiries', { atMost: 2 });
  report('drill.s2.harness-share', median(share), 'of wall time');
});

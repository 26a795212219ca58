import { dirname, resolve } from 'node:path';
import { systemClock } from '../../node/clock.ts';
import { startSupervisor } from '../../node/supervisor/start-supervisor.ts';
import { makeFolder } from '../make-folder.ts';
import { announceReady, askedToStop } from '../parent-channel.ts';
import { listening } from '../ready.ts';

interface SupervisorOptions {
  readonly data: string;
  readonly healthUrl: string;
  readonly engineLog: string;
  readonly port: number;
  readonly json?: boolean;
}

export async function supervisor(command: readonly string[], options: SupervisorOptions): Promise<void> {
  const [dataDirectory, engineLog] = [resolve(options.data), resolve(options.engineLog)];
  makeFolder('--data', options.data, dirname(dataDirectory));
  makeFolder('--engine-log', options.engineLog, dirname(engineLog));
  const running = await listening('muster supervisor', () =>
    startSupervisor({
      command,
      env: process.env,
      dataDirectory,
      healthUrl: options.healthUrl,
      engineLog,
      port: options.port,
      clock: systemClock,
    }),
  );
  const lines = [`Supervisor at ${running.url}, engine: ${command.join(' ')}. Ctrl-C stops both.`];
  announceReady({ type: 'ready', url: running.url }, lines, options.json === true);
  await askedToStop();
  await running.close();
}

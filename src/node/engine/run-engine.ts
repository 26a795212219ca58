/** The reference engine as a process: real clocks, disk and network, its HTTP port, and SIGTERM as the orderly stop. */
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { environmentError, usageError } from '../../common/muster-error.ts';
import { listeningHost } from '../../common/own-network.ts';
import { seededRandom } from '../../common/seeded-random.ts';
import { musterVersion } from '../../common/version.ts';
import type { EngineAlert } from '../../contract/engine.ts';
import { FollowingWriter } from '../../durability/checkpoint/checkpoint-writer.ts';
import { identifyDirectory } from '../../durability/directory.ts';
import { NotAJournalDirectoryError } from '../../durability/errors.ts';
import type { EngineEnd } from '../../engine/engine-options.ts';
import { type EngineParts, engineParts } from '../../engine/engine-parts.ts';
import { startEngine } from '../../engine/start-engine.ts';
import type { Disk } from '../../ports/disk.ts';
import type { Log } from '../../ports/log.ts';
import { ThreadedWriter } from '../checkpoint/threaded-writer.ts';
import { systemClock } from '../clock.ts';
import { nodeCryptography } from '../cryptography.ts';
import { lockDirectory } from '../directory-lock.ts';
import { systemDisk } from '../disk.ts';
import { fetchTransport } from '../http-transport.ts';
import { webSocketTransport } from '../socket-transport.ts';
import { readEngineEnvironment } from './engine-environment.ts';
import { engineHttp } from './engine-http.ts';

export interface EngineProcessOptions {
  readonly dataDirectory: string;
  /** The variables named in `engineEnvironment`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Replaced, it and the disk keep checkpoints in the trading loop's thread: neither crosses into another. */
  readonly parts?: EngineParts;
  readonly disk?: Disk;
}

/** How an incarnation ended, and the alerts that its health showed last. */
export interface EngineProcessEnd extends EngineEnd {
  readonly alerts: readonly EngineAlert[];
}

/**
 * Runs one incarnation; its `exit` is the status the process is to end with, one of `engineExit`.
 * @throws MusterError for wrong configuration (exit 3) or a port in use (exit 4); then nothing was started.
 */
export async function runEngineProcess(options: EngineProcessOptions): Promise<EngineProcessEnd> {
  const { venues, httpPort, segmentBytes } = readEngineEnvironment(options.environment);
  const disk = options.disk ?? systemDisk;
  await refuseOtherDirectory(disk, options.dataDirectory);
  const log = stderrLog();
  const parts = options.parts ?? engineParts;
  const isOwn = options.parts === undefined && options.disk === undefined;
  const engine = startEngine({
    dataDirectory: options.dataDirectory,
    venues,
    ...(segmentBytes === undefined ? {} : { segmentBytes }),
    incarnation: randomUUID(),
    version: musterVersion(),
    pid: process.pid,
    clock: systemClock,
    random: seededRandom(process.pid),
    disk,
    startCheckpointWriter: (start) =>
      isOwn ? new ThreadedWriter(start) : new FollowingWriter(start, disk, parts.durability),
    lockDirectory,
    http: fetchTransport,
    connect: webSocketTransport,
    cryptography: nodeCryptography,
    log,
    parts,
  });
  const server = engineHttp(engine);
  const stop = () => engine.stop();
  process.on('SIGTERM', stop);
  try {
    const url = await server.listen({ host: listeningHost(), port: httpPort });
    log.info({ url }, 'answering /health, /recovery and /state');
    const end = await engine.ended;
    return { ...end, alerts: engine.health().alerts };
  } catch (error) {
    engine.stop();
    await engine.ended;
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw environmentError('port-in-use', `Expected port ${httpPort} on 127.0.0.1 to be free, found it in use`);
    }
    throw error;
  } finally {
    process.off('SIGTERM', stop);
    await server.close();
  }
}

async function refuseOtherDirectory(disk: Disk, directory: string): Promise<void> {
  try {
    await identifyDirectory(disk, directory);
  } catch (error) {
    if (error instanceof NotAJournalDirectoryError) throw usageError('not-a-journal-directory', error.message);
    // What its disk refuses the engine itself says, with its own exit status.
  }
}

function stderrLog(): Log {
  const logger = pino({ base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }));
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}

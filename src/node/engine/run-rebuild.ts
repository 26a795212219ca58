/** The cold rebuild with real clocks, disk and network. What can be wrong with the directories is said before anything is asked. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { environmentError, exitStatus, MusterError, usageError } from '../../common/muster-error.ts';
import { seededRandom } from '../../common/seeded-random.ts';
import { durabilityParts } from '../../durability/parts.ts';
import { QueryFailed } from '../../engine/gateway/reply.ts';
import { RebuildRefused, type Rebuilt, rebuild } from '../../engine/rebuild/rebuild.ts';
import { AccountInUse } from '../../engine/rebuild/venue-picture.ts';
import { PlaceTaken } from '../../engine/rebuild/write-directory.ts';
import { systemClock } from '../clock.ts';
import { nodeCryptography } from '../cryptography.ts';
import { lockDirectory } from '../directory-lock.ts';
import { systemDisk } from '../disk.ts';
import { fetchTransport } from '../http-transport.ts';
import { webSocketTransport } from '../socket-transport.ts';
import { readEngineEnvironment } from './engine-environment.ts';

export interface RebuildProcessOptions {
  /** Absolute paths. */
  readonly from: string;
  readonly into: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  tell(text: string): void;
}

/** @throws MusterError: 2 refused beside a live engine, 3 wrong directories or configuration, 4 a venue or a disk that does not serve. */
export async function runRebuild({ from, into, environment, tell }: RebuildProcessOptions): Promise<Rebuilt> {
  const { venues } = readEngineEnvironment(environment);
  await checkPlaces(from, into);
  try {
    return await rebuild({
      from,
      into,
      venues,
      tell,
      incarnation: `rebuild-${randomUUID()}`,
      clock: systemClock,
      random: seededRandom(process.pid),
      disk: systemDisk,
      lockDirectory,
      http: fetchTransport,
      connect: webSocketTransport,
      cryptography: nodeCryptography,
      parts: durabilityParts,
    });
  } catch (error) {
    throw explained(error, into);
  }
}

async function checkPlaces(from: string, into: string): Promise<void> {
  const [realFrom, realInto] = await Promise.all([from, into].map((path) => realpath(path).catch(() => path)));
  if (realFrom === realInto)
    throw usageError('same-directory', `Expected --into to name another directory than ${from}, got the same`);
  const found = await namesIn(into);
  if (found.length > 0)
    throw usageError('not-empty', `Expected --into to name an absent or empty directory, found ${found[0]} in ${into}`);
  const names = await namesIn(from);
  if (names.length > 0 && !names.some((name) => /^(MUSTER|muster\.lock|.*\.(log|mcp|tmp)$)/.test(name))) {
    throw usageError(
      'not-a-journal-directory',
      `Expected ${from} to be a journal directory, empty or absent, found ${names.slice(0, 3).join(', ')}`,
    );
  }
  await mkdir(dirname(into), { recursive: true }).catch((error: Error) => {
    throw environmentError('no-place', `Expected a folder for ${into}, got ${error.message}`);
  });
}

/** Empty for what is not there; a file is its own name. */
async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOTDIR') return [path];
    return [];
  }
}

function explained(error: unknown, into: string): unknown {
  if (error instanceof RebuildRefused || error instanceof AccountInUse)
    return new MusterError(exitStatus.inconclusive, 'live-engine', `${error.message}; nothing was rebuilt`);
  if (error instanceof PlaceTaken)
    return new MusterError(exitStatus.inconclusive, 'rebuild-at-work', `${error.message}; nothing was rebuilt`);
  if (error instanceof QueryFailed)
    return environmentError('venue-silent', `${error.message}; nothing was rebuilt, and it can be tried again`);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code !== '')
    return environmentError('disk', `${into} could not be written: ${error.message}`);
  return error;
}

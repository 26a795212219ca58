/** The Docker engine of this machine, found as testcontainers finds it: DOCKER_HOST, the context, the usual sockets. */
import { environmentError } from '../../common/muster-error.ts';

type Testcontainers = typeof import('testcontainers');
export type DockerEngine = Awaited<ReturnType<Testcontainers['getContainerRuntimeClient']>>['container']['dockerode'];
export type DockerContainer = ReturnType<DockerEngine['getContainer']>;

/** Loaded only where containers are asked for. @throws MusterError (exit 4) where no engine answers. */
export async function dockerEngine(): Promise<DockerEngine> {
  // The companion container that testcontainers cleans up with would have to be pulled; we label and sweep ourselves.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    const { dockerode } = (await getContainerRuntimeClient()).container;
    await dockerode.ping();
    if (isAsked(dockerode)) return dockerode;
  } catch {
    // Said below.
  }
  throw environmentError(
    'no-docker-engine',
    'Expected a Docker engine for --runtime docker, found none that answers: install and start Docker (Debian: docker.io and iptables), or name its socket in DOCKER_HOST.',
  );
}

/** A socket that was named and is dead is not made good by another engine that happens to run. */
function isAsked({ modem }: DockerEngine): boolean {
  const [, path] = /^unix:\/\/(.*)$/.exec(process.env['DOCKER_HOST'] ?? '') ?? [];
  return path === undefined || (modem as { socketPath?: string }).socketPath === path;
}

/** The engine's HTTP status of a refused request; null for any other failure. */
export function statusOf(error: unknown): number | null {
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : null;
}

/** Resolves also when what was asked for is already so (304), gone (404) or going (409). */
export async function unlessDone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (![304, 404, 409].includes(statusOf(error) ?? 0)) throw error;
  }
}

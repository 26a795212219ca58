/** The one image of all roles: built from this very product, named by what it holds, and built again only when that changes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentError } from '../../common/muster-error.ts';
import { buildContext } from './build-context.ts';
import { type DockerEngine, dockerEngine } from './docker-engine.ts';

export interface MusterImage {
  readonly name: string;
  /** `sha256:…` */
  readonly id: string;
  /** `linux/amd64` */
  readonly platform: string;
}

const repository = 'muster-drills';
const handTag = 'local';
/** Another name of the one asked for last, for whoever starts containers by hand. */
export const handName = `${repository}:${handTag}`;

/** @throws MusterError (exit 4) where no engine answers or the image cannot be built, naming the base it would be built on. */
export async function musterImage(say: (line: string) => void): Promise<MusterImage> {
  const docker = await dockerEngine();
  const base = process.env['MUSTER_BASE_IMAGE'] ?? 'node:24-bookworm-slim';
  const context = buildContext();
  const name = `${repository}:${context.hash.slice(0, 16)}-${base.replaceAll(/[^\w.-]/g, '-')}`;
  let image = await inspect(name);
  if (image === null) {
    say(`Building the image ${name} on ${base}`);
    await haveBase(docker, base);
    await build(context, name, base);
    image = await inspect(name);
  }
  if (image === null) throw new Error(`Expected the image ${name} to be there once it is built`);
  await docker.getImage(image.id).tag({ repo: repository, tag: handTag });
  return image;

  async function inspect(of: string): Promise<MusterImage | null> {
    const details = await docker
      .getImage(of)
      .inspect()
      .catch(() => null);
    if (details === null) return null;
    return { name: of, id: details.Id, platform: `${details.Os}/${details.Architecture}` };
  }
}

/** Fetched before anything is sent to the engine: a build that fails for want of it fails late and says little. */
async function haveBase(docker: DockerEngine, base: string): Promise<void> {
  const there = await docker
    .getImage(base)
    .inspect()
    .catch(() => null);
  if (there !== null) return;
  try {
    const progress = await docker.pull(base);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(progress, (error) => (error === null ? resolve() : reject(error)));
    });
  } catch (error) {
    throw environmentError(
      'no-base-image',
      `Expected the Docker engine to have or to fetch the image ${base}, which Muster's own is built on, and it could not: ${messageOf(error)}; import one with Node 24 (docker import) and name it in MUSTER_BASE_IMAGE.`,
    );
  }
}

async function build(context: ReturnType<typeof buildContext>, name: string, base: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-image-'));
  try {
    context.placeInto(folder);
    const { GenericContainer } = await import('testcontainers');
    await GenericContainer.fromDockerfile(folder).withBuildArgs({ BASE: base }).build(name, { deleteOnExit: false });
  } catch (error) {
    throw environmentError(
      'no-image',
      `Expected to build the image ${name} on ${base}, which failed: ${messageOf(error)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

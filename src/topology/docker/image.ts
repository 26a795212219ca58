/** The one image of all roles: built from this very product, named by what it holds, and built again only when that changes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentError } from '../../common/muster-error.ts';
import { buildContext } from './build-context.ts';
import { dockerEngine } from './docker-engine.ts';

export interface MusterImage {
  readonly name: string;
  /** `sha256:…` */
  readonly id: string;
  /** `linux/amd64` */
  readonly platform: string;
}

const repository = 'muster-drills';
const handTag = 'local';
/** Another name of the newest one, for whoever starts containers by hand. */
export const handName = `${repository}:${handTag}`;

/** @throws MusterError (exit 4) where no engine answers or the image cannot be built, naming the base it would be built on. */
export async function musterImage(say: (line: string) => void): Promise<MusterImage> {
  const docker = await dockerEngine();
  const base = process.env['MUSTER_BASE_IMAGE'] ?? 'node:24-bookworm-slim';
  const context = buildContext();
  const name = `${repository}:${context.hash.slice(0, 16)}-${base.replaceAll(/[^\w.-]/g, '-')}`;
  const found = await inspect(name);
  if (found !== null) return found;
  say(`Building the image ${name} on ${base}`);
  await build(context, name, base);
  const built = await inspect(name);
  if (built === null) throw new Error(`Expected the image ${name} to be there once it is built`);
  await docker.getImage(built.id).tag({ repo: repository, tag: handTag });
  return built;

  async function inspect(of: string): Promise<MusterImage | null> {
    const details = await docker
      .getImage(of)
      .inspect()
      .catch(() => null);
    if (details === null) return null;
    return { name: of, id: details.Id, platform: `${details.Os}/${details.Architecture}` };
  }
}

async function build(context: ReturnType<typeof buildContext>, name: string, base: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-image-'));
  try {
    context.copyInto(folder);
    const { GenericContainer } = await import('testcontainers');
    await GenericContainer.fromDockerfile(folder).withBuildArgs({ BASE: base }).build(name, { deleteOnExit: false });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw environmentError(
      'no-image',
      `Expected to build an image on ${base}, which failed: ${why}. Where no registry is reached, import a base with Node 24 and name it in MUSTER_BASE_IMAGE.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

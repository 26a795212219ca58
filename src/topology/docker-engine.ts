/** The Docker engine of this machine, asked over its HTTP API: no client library, and nothing is changed. */
import { type RequestOptions, request } from 'node:http';
import { z } from 'zod';

export interface DockerEngine {
  readonly version: string;
  readonly apiVersion: string;
  /** Whether the image is there under its name. */
  readonly hasImage: boolean;
}

/** What images of Muster are built from; the public Node image where `MUSTER_BASE_IMAGE` names no other. */
export const baseImage = process.env['MUSTER_BASE_IMAGE'] ?? 'node:24-bookworm-slim';

const answerWithinMs = 2000;
const versions = z.object({ Version: z.string(), ApiVersion: z.string() });

/** A clause saying why there is no engine that answers where `dockerHost` (as `DOCKER_HOST`) says, else what it is. */
export async function findDockerEngine(dockerHost: string | undefined, image: string): Promise<DockerEngine | string> {
  const address = dockerHost === undefined || dockerHost === '' ? 'unix:///var/run/docker.sock' : dockerHost;
  const place = placeOf(address);
  if (place === null) return `DOCKER_HOST is ${address}, and only unix:// and tcp:// are spoken`;
  try {
    const ping = await get(place, '/_ping');
    if (ping.status !== 200) return `${address} answers GET /_ping with ${ping.status}`;
    const told = versions.safeParse(JSON.parse((await get(place, '/version')).body));
    if (!told.success) return `${address} answers, and tells no version of a Docker engine`;
    const { status } = await get(place, `/images/${image}/json`);
    return { version: told.data.Version, apiVersion: told.data.ApiVersion, hasImage: status === 200 };
  } catch (error) {
    return `no engine answers at ${address} (${error instanceof Error ? error.message : error})`;
  }
}

function placeOf(address: string): RequestOptions | null {
  const url = URL.parse(address);
  if (url?.protocol === 'unix:') return { socketPath: url.pathname, host: 'localhost' };
  if (url?.protocol === 'tcp:') return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port || '2375' };
  return null;
}

function get(place: RequestOptions, path: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...place, path, signal: AbortSignal.timeout(answerWithinMs) }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.once('error', reject);
    });
    asking.once('error', reject);
    asking.end();
  });
}

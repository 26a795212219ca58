import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findDockerEngine } from '../../src/topology/docker-engine.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

let folder: TemporaryFolder;
let server: Server;
let answers: Record<string, [number, string]>;
beforeEach(async () => {
  folder = await temporaryFolder();
  answers = {
    '/_ping': [200, 'OK'],
    '/version': [200, JSON.stringify({ Version: '27.1.0', ApiVersion: '1.46', Os: 'linux' })],
    '/images/example/node:24/json': [200, '{}'],
  };
  server = createServer((asked, response) => {
    const [status, body] = answers[asked.url ?? ''] ?? [404, '{}'];
    response.writeHead(status).end(body);
  });
});
afterEach(async () => {
  server.close();
  await folder[Symbol.asyncDispose]();
});

async function onSocket(): Promise<string> {
  const socket = join(folder.path, 'docker.sock');
  server.listen(socket);
  await once(server, 'listening');
  return `unix://${socket}`;
}

it('an engine tells its versions and whether it has the image, by its socket', async () => {
  const host = await onSocket();
  const found = { version: '27.1.0', apiVersion: '1.46' };
  expect(await findDockerEngine(host, 'example/node:24')).toEqual({ ...found, hasImage: true });
  expect(await findDockerEngine(host, 'example/node:22')).toEqual({ ...found, hasImage: false });
});

it('an engine is found by its TCP address as well', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await findDockerEngine(`tcp://127.0.0.1:${port}`, 'example/node:24')).toMatchObject({ hasImage: true });
});

it.each<[string, Record<string, [number, string]>, RegExp]>([
  ['that is not well', { '/_ping': [500, ''] }, /answers GET \/_ping with 500$/],
  ['that is another server', { '/version': [200, '{"version": "x"}'] }, /tells no version of a Docker engine$/],
  ['whose version is no JSON', { '/version': [200, 'hello'] }, /^no engine answers at .*JSON/],
])('an engine %s is none', async (_what, changes, why) => {
  answers = { ...answers, ...changes };
  expect(await findDockerEngine(await onSocket(), 'example/node:24')).toMatch(why);
});

it('no engine is told with the address that was asked', async () => {
  expect(await findDockerEngine('unix:///nonexistent/docker.sock', 'x')).toMatch(
    /^no engine answers at unix:\/\/\/nonexistent\/docker\.sock \(.*ENOENT/,
  );
  expect(await findDockerEngine('ssh://somewhere', 'x')).toBe(
    'DOCKER_HOST is ssh://somewhere, and only unix:// and tcp:// are spoken',
  );
});

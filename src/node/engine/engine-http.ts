import fastify, { type FastifyInstance } from 'fastify';
import type { RunningEngine } from '../../engine/start-engine.ts';

/** The engine's three read-only resources (contract/engine.ts). Nothing here can change anything. */
export function engineHttp(engine: RunningEngine): FastifyInstance {
  // An answer may wait for a journal that will never be durable again; closing must not wait for it.
  const server = fastify({ forceCloseConnections: true });
  server.get('/health', async () => engine.health());
  server.get('/recovery', async () => engine.recovery());
  server.get<{ Querystring: { at?: string } }>('/state', async (request, reply) => {
    const at = request.query.at ?? 'now';
    if (at !== 'now' && at !== 'resumed')
      return reply.code(400).send({ error: `Expected at to be resumed, got ${at}` });
    const state = await engine.state(at);
    return (
      state ?? reply.code(404).send({ error: at === 'resumed' ? 'not resumed yet' : 'the directory is not open yet' })
    );
  });
  return server;
}

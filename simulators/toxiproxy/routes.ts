/** The part of Toxiproxy 2.12's HTTP API served here: proxies, reset, version. Answers and errors are worded as the original's. */
import fastify, { type FastifyInstance } from 'fastify';
import { ApiError, missingField } from './api-error.ts';
import { parseProxyBody, presentFields } from './body.ts';
import type { Proxies } from './proxies.ts';

/** Build metadata tells a record's reader that it was not the original. */
export const toxiproxyVersion = '2.12.0+muster';

interface Named {
  Params: { name: string };
}

export function toxiproxyRoutes(proxies: Proxies): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request, reply) => {
    // A page in a browser must not steer the proxies of a machine it happens to run on.
    if (request.headers['user-agent']?.startsWith('Mozilla/')) {
      return reply.code(403).type('text/plain; charset=utf-8').send('User agent not allowed\n');
    }
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof ApiError ? error.status : 500;
    return reply.code(status).send({ error: error instanceof Error ? error.message : String(error), status });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('text/plain; charset=utf-8').send('404 page not found\n'),
  );

  app.get('/version', async () => ({ version: toxiproxyVersion }));
  app.post('/reset', async (_request, reply) => {
    await proxies.reset();
    return reply.code(204).send();
  });
  app.get('/proxies', async () => proxies.all());
  app.post('/proxies', async (request, reply) => {
    const { name = '', listen = '', upstream = '', enabled = true } = parseProxyBody(request.body);
    if (name === '') throw missingField('name');
    if (upstream === '') throw missingField('upstream');
    return reply.code(201).send(await proxies.add(name, { listen, upstream, enabled }));
  });
  app.get<Named>('/proxies/:name', async ({ params }) => proxies.view(params.name));
  app.route<Named>({
    method: ['POST', 'PATCH'],
    url: '/proxies/:name',
    async handler({ params, body }) {
      proxies.view(params.name);
      const { listen, upstream, enabled } = parseProxyBody(body);
      return proxies.update(params.name, presentFields({ listen, upstream, enabled }));
    },
  });
  app.delete<Named>('/proxies/:name', async ({ params }, reply) => {
    await proxies.remove(params.name);
    return reply.code(204).send();
  });
  return app;
}

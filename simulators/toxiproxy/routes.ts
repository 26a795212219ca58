/** Toxiproxy 2.12's HTTP API. Answers and errors are worded as the original's. */
import fastify, { type FastifyInstance } from 'fastify';
import { ApiError } from './api-error.ts';
import { parseManyProxies, parseNewProxy, parseNewToxic, parseProxyChanges, parseToxicChanges } from './body.ts';
import type { Proxies } from './proxies.ts';
import type { ProxyView } from './tcp-proxy.ts';
import { kinds } from './toxics/kinds.ts';

/** Build metadata tells a record's reader that it was not the original. */
export const toxiproxyVersion = '2.12.0+muster';

interface Named {
  Params: { name: string };
}
interface NamedToxic {
  Params: { name: string; toxic: string };
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
    const answer = answerTo(error);
    return reply.code(answer.status).send(answer);
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('text/plain; charset=utf-8').send('404 page not found\n'),
  );
  serverRoutes(app, proxies);
  proxyRoutes(app, proxies);
  toxicRoutes(app, proxies);
  return app;
}

function answerTo(error: unknown): { readonly error: string; readonly status: number } {
  const status = error instanceof ApiError ? error.status : 500;
  return { error: error instanceof Error ? error.message : String(error), status };
}

function serverRoutes(app: FastifyInstance, proxies: Proxies): void {
  app.get('/version', async () => ({ version: toxiproxyVersion }));
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(proxies.metrics()),
  );
  app.post('/reset', async (_request, reply) => {
    await proxies.reset();
    return reply.code(204).send();
  });
  app.post('/populate', async (request, reply) => {
    const done: ProxyView[] = [];
    try {
      await proxies.populate(parseManyProxies(request.body), (view) => done.push(view));
      return reply.code(201).send({ proxies: done });
    } catch (error) {
      const answer = answerTo(error);
      return reply.code(answer.status).send({ ...answer, proxies: done.length === 0 ? null : done });
    }
  });
}

function proxyRoutes(app: FastifyInstance, proxies: Proxies): void {
  app.get('/proxies', async () => proxies.all());
  app.post('/proxies', async (request, reply) => reply.code(201).send(await proxies.add(parseNewProxy(request.body))));
  app.get<Named>('/proxies/:name', async ({ params }) => proxies.view(params.name));
  app.route<Named>({
    method: ['POST', 'PATCH'],
    url: '/proxies/:name',
    async handler({ params, body }) {
      proxies.view(params.name);
      return proxies.update(params.name, parseProxyChanges(body));
    },
  });
  app.delete<Named>('/proxies/:name', async ({ params }, reply) => {
    await proxies.remove(params.name);
    return reply.code(204).send();
  });
}

function toxicRoutes(app: FastifyInstance, proxies: Proxies): void {
  app.get<Named>('/proxies/:name/toxics', async ({ params }) => proxies.toxics(params.name));
  app.post<Named>('/proxies/:name/toxics', async ({ params, body }) => {
    proxies.view(params.name);
    return proxies.addToxic(params.name, parseNewToxic(body));
  });
  app.get<NamedToxic>('/proxies/:name/toxics/:toxic', async ({ params }) => proxies.toxic(params.name, params.toxic));
  app.route<NamedToxic>({
    method: ['POST', 'PATCH'],
    url: '/proxies/:name/toxics/:toxic',
    async handler({ params, body }) {
      const { type } = proxies.toxic(params.name, params.toxic);
      const kind = kinds.get(type);
      if (kind === undefined) throw new Error(`Expected a toxic of a known type, got ${type}`);
      return proxies.updateToxic(params.name, params.toxic, parseToxicChanges(body, kind));
    },
  });
  app.delete<NamedToxic>('/proxies/:name/toxics/:toxic', async ({ params }, reply) => {
    await proxies.removeToxic(params.name, params.toxic);
    return reply.code(204).send();
  });
}

/** The supervisor's HTTP control port: see src/contract/supervisor.ts. */
import fastify, { type FastifyInstance } from 'fastify';
import type { SupervisorStatus } from '../../contract/supervisor.ts';

export type SupervisorCommand = 'hold' | 'release' | 'stop' | 'start';
const commands: readonly SupervisorCommand[] = ['hold', 'release', 'stop', 'start'];

export function controlPort(
  status: () => SupervisorStatus,
  command: (command: SupervisorCommand) => void,
): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  app.get('/status', async () => status());
  for (const name of commands) {
    app.post(`/${name}`, async (_request, reply) => {
      command(name);
      return reply.code(204).send();
    });
  }
  return app;
}

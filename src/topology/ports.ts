/**
 * Ports for the parts of a system. They lie below every system's ephemeral range, so that a part that stops listening
 * for a while (a restarted engine, a cut link) finds its port free again.
 */
import { createServer } from 'node:net';

const first = 20_000;
const last = 31_999;

/** `count` different ports of 127.0.0.1 that nobody listens on now. @throws Error when there are not that many. */
export async function findFreePorts(count: number): Promise<number[]> {
  const span = last - first + 1;
  // Two harnesses on one machine start their search in different places.
  const start = Math.floor(Math.random() * span);
  const found: number[] = [];
  for (let step = 0; step < span && found.length < count; step += 1) {
    const port = first + ((start + step) % span);
    if (await isFree(port)) found.push(port);
  }
  if (found.length < count)
    throw new Error(`Expected ${count} free ports between ${first} and ${last}, found ${found.length}`);
  return found;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

import { get } from 'node:http';

/**
 * One look at the engine's health resource: true for a 2xx answer within the time-out. Each look has a connection of
 * its own, because one kept alive would be the dead incarnation's and cost the new one its first look.
 */
export function pollHealth(url: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const { statusCode = 0 } = response;
      resolve(statusCode >= 200 && statusCode < 300);
      response.destroy();
    });
    request.once('error', () => resolve(false));
  });
}

import { get, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type EngineAlert, engineAlert } from '../../contract/engine.ts';

export interface HealthLook {
  readonly healthy: boolean;
  /** What the engine shows, ascending; none where it shows no alerts or nothing that can be read. */
  readonly alerts: readonly EngineAlert[];
}

const shown = z.object({ alerts: z.array(engineAlert) });
/** Far above fifty alerts of a sentence each; an engine may not fill the supervisor's memory. */
const bodyBytesMax = 1024 * 1024;

/**
 * One look at the engine's health resource: healthy by a 2xx answer within the time-out, whatever its body. Each look has
 * a connection of its own, because one kept alive would be the dead incarnation's and cost the new one its first look.
 */
export function pollHealth(url: string, timeoutMs: number): Promise<HealthLook> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const { statusCode = 0 } = response;
      const healthy = statusCode >= 200 && statusCode < 300;
      bodyOf(response).then(
        (body) => resolve({ healthy, alerts: alertsIn(body) }),
        () => resolve({ healthy, alerts: [] }),
      );
    });
    request.once('error', () => resolve({ healthy: false, alerts: [] }));
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    // Leaving the loop destroys the response.
    if (body.length > bodyBytesMax) break;
  }
  return body;
}

function alertsIn(body: string): readonly EngineAlert[] {
  try {
    return shown.parse(JSON.parse(body)).alerts;
  } catch {
    return [];
  }
}

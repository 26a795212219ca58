/** The part that serves the links, on either runtime: the embedded proxy, or one that holds a Toxiproxy server. */
import { z } from 'zod';
import { environmentError } from '../common/muster-error.ts';

export interface ServerProgram {
  /** Absolute. */
  readonly program: string;
  readonly version: string;
}

/** A server of another program than Muster stands behind the part that holds it. */
export const proxyReady = z.object({
  type: z.literal('ready'),
  url: z.url(),
  version: z.string().optional(),
  server: z.object({ pid: z.number().int(), startTime: z.string().nullable() }).optional(),
});

export function proxyArguments(port: number, toxiproxy: ServerProgram | undefined): string[] {
  const program = toxiproxy === undefined ? [] : ['--program', toxiproxy.program];
  return ['toxiproxy', '--port', String(port), ...program, '--json'];
}

/** The record names the version that was found before the first drill. */
export function requireSame(expected: string | undefined, found: string | undefined): void {
  if (expected === found) return;
  throw environmentError(
    'toxiproxy-changed',
    `Expected Toxiproxy ${expected}, as when the run began, found ${found ?? 'the embedded proxy'}.`,
  );
}

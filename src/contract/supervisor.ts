/**
 * The supervisor's control port on loopback.
 *
 * GET  /status   → supervisorStatus
 * POST /hold     do not start the engine again until released → 204
 * POST /release  → 204; starts it when it is not running
 * POST /stop     SIGTERM, then SIGKILL at the stop deadline; no restart → 204 at once
 * POST /start    after /stop → 204
 *
 * An `alert` event is what an operator is to be told: each alert an engine shows in its health, once, and each exit that
 * no restart follows.
 */
import { z } from 'zod';

export const supervisorEvent = z.object({
  monoNs: z.string(),
  wallMs: z.number(),
  event: z.enum([
    'started',
    'healthy',
    'exited',
    'hung',
    'killed',
    'held',
    'released',
    'stopping',
    'stop-deadline',
    'restart-scheduled',
    'restart-refused',
    'directory-suspect',
    'alert',
  ]),
  pid: z.number().int().nullable(),
  /** Kernel start time of that pid (Linux: /proc/PID/stat field 22), to tell it from a later process of the same number. */
  pidStartTime: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  detail: z.string(),
  /** With event `alert`: what for, and when the engine says it noticed; null there where the supervisor noticed it itself, by an exit. */
  alert: z.object({ code: z.string(), noticedMonoNs: z.string().nullable() }).optional(),
});
export type SupervisorEvent = z.infer<typeof supervisorEvent>;

export const supervisorStatus = z.object({
  engine: z.enum(['running', 'stopped', 'held', 'refused']),
  pid: z.number().int().nullable(),
  pidStartTime: z.string().nullable(),
  restarts: z.number().int(),
  events: z.array(supervisorEvent),
});
export type SupervisorStatus = z.infer<typeof supervisorStatus>;

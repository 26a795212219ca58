/** Where a drill runs and leaves its evidence: handed by `muster run` through the environment, or made here for plain vitest and editors. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { runRecord } from '../record/schema.ts';

export const runContextVariable = 'MUSTER_RUN_CONTEXT';

export const runContext = z.object({
  run: z.string(),
  /** Absolute; the run's folder. */
  folder: z.string(),
  seed: z.number().int(),
  /** Absolute path of recorded trades, or null. */
  market: z.string().nullable(),
  repetitions: z.number().int().positive(),
  keep: z.boolean(),
  /** Command of the engine under drill; null is the reference engine. */
  engineCommand: z.array(z.string()).nullable(),
  /** What the parts' containers are made of; null is the process runtime. */
  image: runRecord.shape.environment.shape.image,
  /** The Toxiproxy server of the links, as it was found before the first drill; null is the embedded proxy. */
  toxiproxy: z.object({ program: z.string(), version: z.string(), sha256: z.string() }).nullable(),
});
export type RunContext = z.infer<typeof runContext>;

/** A name that sorts by time and says when: `20261122-130501-4fzq`. */
export function newRunName(now: Date, random: () => number): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const suffix = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `${stamp}-${suffix}`;
}

export function currentRunContext(): RunContext {
  const handed = process.env[runContextVariable];
  if (handed !== undefined) return runContext.parse(JSON.parse(handed));
  const run = newRunName(new Date(), Math.random);
  const folder = resolve('reports', run);
  mkdirSync(folder, { recursive: true });
  return {
    run,
    folder,
    seed: 1,
    market: null,
    repetitions: 1,
    keep: false,
    engineCommand: null,
    image: null,
    toxiproxy: null,
  };
}

/** Folder of one drill's evidence inside the run's, relative to it. */
export function drillFolder(id: string, repetition: number): string {
  return join('drills', repetition === 1 ? id : `${id}-${repetition}`);
}

/** File a drill leaves in its folder when it is done, aborted or broken. */
export const drillRecordFile = 'drill.json';

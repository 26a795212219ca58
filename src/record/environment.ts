/** What a run ran on: part of the record. */
import { z } from 'zod';

export const environment = z.object({
  runtime: z.enum(['process', 'docker']),
  /** Of every container, by digest; null without containers. */
  image: z.object({ name: z.string(), id: z.string(), platform: z.string() }).nullable().default(null),
  node: z.string(),
  platform: z.string(),
  kernel: z.string(),
  cpus: z.number().int(),
  cpuModel: z.string(),
  memoryMiB: z.number().int(),
  filesystem: z.string(),
  commit: z.string().nullable(),
  dirty: z.boolean().nullable(),
  lockfileSha256: z.string().nullable(),
  /** What served the links, in words. */
  proxy: z.string(),
  /** The same for programs; null in records of runs before it was noted. */
  linkProxy: z
    .object({
      kind: z.enum(['embedded', 'toxiproxy']),
      version: z.string(),
      /** Of the program; the embedded proxy is part of Muster. */
      sha256: z.string().nullable(),
    })
    .nullable()
    .default(null),
  clock: z.string(),
  engine: z.string(),
});

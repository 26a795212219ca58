import { z } from 'zod';

/** What every node of oxc's syntax tree has; the rest is looked at key by key. */
const shape = z.looseObject({ type: z.string(), start: z.number() });
export type Node = z.infer<typeof shape>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** `muster.config.ts`: the system under drill. Without one it is the reference engine. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { usageError } from '../common/muster-error.ts';

const config = z.strictObject({
  engine: z
    .strictObject({
      /** Program and arguments; the environment of `contract/engine.ts` is handed to it. */
      command: z.array(z.string().min(1)).min(1),
    })
    .optional(),
});
export type MusterConfig = z.infer<typeof config>;

/** Loads a configuration module's default export. @throws MusterError naming the file and what is wrong in it. */
export async function readConfig(file: string | undefined): Promise<MusterConfig> {
  if (file === undefined) return {};
  if (!existsSync(file)) {
    throw usageError('no-such-config', `Expected --config to name a module, found nothing at ${file}.`);
  }
  let loaded: { default?: unknown };
  try {
    loaded = (await import(pathToFileURL(resolve(file)).href)) as { default?: unknown };
  } catch (error) {
    throw usageError(
      'config-unreadable',
      `Could not load the configuration ${file}: ${error instanceof Error ? error.message : error}`,
    );
  }
  const parsed = config.safeParse(loaded.default);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageError(
    'config-invalid',
    `Configuration ${file}: at ${issue?.path.join('.') || 'the default export'}: ${issue?.message}.`,
  );
}

/** Composition root of an engine that is broken on purpose: the product's own, with one decision replaced. */
import { dieWithParent } from '../../../src/cli/parent-channel.ts';
import { engineEnvironment } from '../../../src/contract/engine.ts';
import { type EngineParts, engineParts } from '../../../src/engine/engine-parts.ts';
import { systemDisk } from '../../../src/node/disk.ts';
import { runEngineProcess } from '../../../src/node/engine/run-engine.ts';
import type { Disk } from '../../../src/ports/disk.ts';

/** Runs it until it ends, with the exit status of an engine. */
export async function runMutant(replaced: Partial<EngineParts>, disk: Disk = systemDisk): Promise<void> {
  dieWithParent();
  const { exit } = await runEngineProcess({
    dataDirectory: process.env[engineEnvironment.dataDirectory] ?? '',
    environment: process.env,
    parts: { ...engineParts, ...replaced },
    disk,
  });
  process.exitCode = exit;
  process.removeAllListeners('disconnect');
  if (process.connected) process.disconnect();
}

import { resolve } from 'node:path';
import { runEngineProcess } from '../../node/engine/run-engine.ts';
import { dieWithParent } from '../parent-channel.ts';

/** Runs one incarnation; resolves with its exit status. */
export function engine(options: { readonly data: string }): Promise<number> {
  dieWithParent();
  return runEngineProcess({ dataDirectory: resolve(options.data), environment: process.env });
}

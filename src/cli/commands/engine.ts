import { resolve } from 'node:path';
import { runEngineProcess } from '../../node/engine/run-engine.ts';
import { makeFolder } from '../make-folder.ts';
import { dieWithParent } from '../parent-channel.ts';

/** Runs one incarnation; resolves with its exit status. */
export function engine(options: { readonly data: string }): Promise<number> {
  const dataDirectory = resolve(options.data);
  makeFolder('--data', options.data, dataDirectory);
  dieWithParent();
  return runEngineProcess({ dataDirectory, environment: process.env });
}

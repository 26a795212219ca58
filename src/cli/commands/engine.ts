import { resolve } from 'node:path';
import { runEngineProcess } from '../../node/run-engine.ts';
import { askedToStop } from '../parent-channel.ts';

/** Runs one incarnation; resolves with its exit status. */
export function engine(options: { readonly data: string }): Promise<number> {
  return runEngineProcess({
    dataDirectory: resolve(options.data),
    environment: process.env,
    askedToStop: askedToStop(),
  });
}

/** What a disk's error at a start means: nothing was sent yet, so the question is whether the directory can still be trusted. */
import { engineExit } from '../../contract/engine.ts';
import type { EngineEnd } from '../engine-options.ts';

/** The directory is not ours to write: nothing in it was touched, and it is as good as before. */
const forbidden = ['EACCES', 'EPERM', 'EROFS'];

/** Null for an error that the operating system did not give. */
export function diskRefusal(directory: string, error: unknown): EngineEnd | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  if (forbidden.includes(String(error.code)))
    return {
      exit: engineExit.directoryRefused,
      reason: `Expected ${directory} to be readable and writable, found ${error.message}`,
    };
  return { exit: engineExit.writeFailed, reason: `Expected the disk to open ${directory}, found ${error.message}` };
}

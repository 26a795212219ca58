/**
 * How a part lives and dies. Started by another Muster process it has an IPC channel: it announces itself there, leaves
 * Ctrl-C to its parent, and ends when the channel closes, so that SIGKILL of the parent leaves nothing behind. Started
 * by hand it announces itself on standard output and ends at Ctrl-C or SIGTERM.
 */
import { type EngineLastWords, engineExit } from '../contract/engine.ts';
import { print, whenReaderGone } from './output.ts';

/** Announces readiness: `message` to a parent or, with `json`, as one line; else `lines` for a person. */
export function announceReady(
  message: { readonly type: 'ready'; readonly [key: string]: unknown },
  lines: readonly string[],
  json: boolean,
): void {
  if (process.send !== undefined) process.send(message);
  else if (json) print(JSON.stringify(message));
  else for (const line of lines) print(line);
}

/** Resolves once the parent's channel has taken the last words, or cannot. */
export function tellParent(lastWords: EngineLastWords): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(lastWords, undefined, undefined, () => resolve());
  });
}

/** Resolves when this part should stop, with the reason. */
export function askedToStop(): Promise<string> {
  return new Promise((resolve) => {
    whenReaderGone(() => resolve('nobody reads the output any more'));
    process.on('SIGTERM', () => resolve('SIGTERM'));
    if (process.send === undefined) process.on('SIGINT', () => resolve('SIGINT'));
    else {
      process.on('SIGINT', () => {});
      process.on('disconnect', () => resolve('the parent process has gone'));
    }
  });
}

/**
 * For the engine, which handles SIGTERM itself: Ctrl-C means the same, and it dies at once with its parent, whose death
 * is no reason to stop in order (what it owes anybody is on disk already).
 */
export function dieWithParent(): void {
  whenReaderGone(() => process.kill(process.pid, 'SIGTERM'));
  if (process.send === undefined) {
    process.on('SIGINT', () => process.kill(process.pid, 'SIGTERM'));
    return;
  }
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(engineExit.failed));
}

/** Ctrl-C: the first one cancels what is done in order, the second one kills at once. */
import { exitStatus } from '../common/muster-error.ts';

/** npm forwards a signal that the terminal has sent already: one key press may arrive twice, faster than anyone presses keys. */
const sameKeyPressMs = 150;

export interface Interrupt {
  /** Called when there is something to cancel. */
  install(cancel: () => void): void;
  happened(): boolean;
  /** As a key press of the user would. */
  press(): void;
  remove(): void;
}

/** `cancelling` names what the first interrupt leads to. */
export function onInterrupt(cancelling: string, say: (line: string) => void): Interrupt {
  let count = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let cancel: () => void = () => {};
  const listener = () => {
    const nowMs = performance.now();
    const sameKeyPress = nowMs - lastMs < sameKeyPressMs;
    lastMs = nowMs;
    if (sameKeyPress) return;
    count += 1;
    if (count > 1) {
      // Children end by themselves when the channel to this process closes.
      process.exit(exitStatus.inconclusive);
    }
    say(`Interrupted: ${cancelling}. Ctrl-C again kills at once.`);
    cancel();
  };
  const add = () => {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
  };
  add();
  return {
    install(run) {
      cancel = run;
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
      add();
      if (count > 0) run();
    },
    happened: () => count > 0,
    press: listener,
    remove() {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}

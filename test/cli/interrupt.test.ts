import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Interrupt, onInterrupt } from '../../src/cli/interrupt.ts';

/** Signals are handed to the listeners of this process as the system would. */
const press = (signal: 'SIGINT' | 'SIGTERM' = 'SIGINT') => process.emit(signal);

let said: string[];
let interrupt: Interrupt;
const cancel = vi.fn();
const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  said = [];
  cancel.mockClear();
  exit.mockClear();
  interrupt = onInterrupt('cleaning up', (line) => said.push(line));
});
afterEach(() => {
  interrupt.remove();
  vi.useRealTimers();
});

describe('an interrupt', () => {
  it('cancels the run in order the first time', () => {
    interrupt.install(cancel);
    expect(interrupt.happened()).toBe(false);
    press('SIGTERM');
    expect(interrupt.happened()).toBe(true);
    expect(cancel).toHaveBeenCalledOnce();
    expect(exit).not.toHaveBeenCalled();
    expect(said).toEqual([expect.stringContaining('Ctrl-C again kills at once')]);
  });

  it('ends the process the second time with exit status 2', () => {
    interrupt.install(cancel);
    press();
    vi.advanceTimersByTime(150);
    press();
    expect(exit).toHaveBeenCalledExactlyOnceWith(2);
  });

  it('counts signals closer together than anyone presses keys as one', () => {
    interrupt.install(cancel);
    for (let times = 0; times < 4; times += 1) {
      press();
      vi.advanceTimersByTime(149);
    }
    expect(exit).not.toHaveBeenCalled();
    expect(said).toHaveLength(1);
  });

  it('that came before there was anything to cancel cancels it as soon as there is', () => {
    press();
    expect(cancel).not.toHaveBeenCalled();
    interrupt.install(cancel);
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('is heard once per signal although its listeners were taken away and put back', () => {
    process.removeAllListeners('SIGINT');
    interrupt.install(cancel);
    interrupt.install(cancel);
    expect(process.listenerCount('SIGINT')).toBe(1);
    interrupt.remove();
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});

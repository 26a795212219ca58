import { apply } from '../../../src/core/apply.ts';
import { emptyState } from '../../../src/core/find-or-create.ts';
import type { Fact } from '../../../src/core/records.ts';
import type { FactLog } from '../../../src/engine/fact-log.ts';

/** A log without a disk: what is recorded is applied, kept, and durable once `sync` is called. */
export function memoryLog() {
  const state = emptyState();
  const recorded: Fact[] = [];
  let waiting: (() => void)[] = [];
  const log: FactLog = {
    state,
    record(facts) {
      for (const fact of facts) {
        recorded.push(fact);
        apply(state, { sequence: state.head.sequence + 1n, epoch: 1, timeUs: 0, fact });
      }
      return state.head.sequence;
    },
    afterDurable: (_sequence, effect) => waiting.push(effect),
  };
  const sync = () => {
    for (const effect of waiting) effect();
    waiting = [];
  };
  return { log, recorded, sync };
}

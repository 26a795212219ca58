/**
 * I8: with matching paused, SIGKILL and recovery once more. The engine is quiet first, so that the economic state that
 * was durable before the kill is exactly the one that must come back.
 */

import type { SecondRestart } from '../checks/index.ts';
import type { RunningSystem } from '../topology/running-system.ts';
import type { Stage } from './stage.ts';
import { type Deadline, until } from './wait.ts';

const quietForMs = 300;
const quietWithinMs = 15_000;
const label = 'before second restart';

export async function restartOnceMore(stage: Stage, deadline: Deadline): Promise<SecondRestart> {
  const { system } = stage;
  for (const venue of system.venues) await venue.pauseMatching();
  const matchingPausedMonoNs = process.hrtime.bigint().toString();
  stage.note('matching paused at every venue');
  stage.note(`the engine is quiet, economic hash ${(await untilQuiet(system, deadline)).slice(0, 16)}…`);
  const incarnation = stage.newestIncarnation();
  const kill = await stage.holdSupervisor(async () => {
    const record = await stage.inject(stage.faults.killEngine('second-kill'));
    await stage.copyJournal(label, incarnation);
    return record;
  });
  await stage.resumption.engine(
    system.venues.map(({ name }) => name),
    BigInt(kill.requestedMonoNs),
  );
  const matchingResumedMonoNs = process.hrtime.bigint().toString();
  for (const venue of system.venues) await venue.resumeMatching();
  stage.note('resumed a second time; matching goes on');
  return {
    matchingPausedMonoNs,
    matchingResumedMonoNs,
    killMonoNs: kill.requestedMonoNs,
    incarnation: incarnation + 1,
    journalBefore: label,
    journalAfter: 'end',
  };
}

/** No order in flight and an unchanged economic state for a while. Resolves with its hash. */
function untilQuiet(system: RunningSystem, deadline: Deadline): Promise<string> {
  let hash = '';
  let sinceMs = 0;
  return until(deadline, 'the engine to become quiet with matching paused', quietWithinMs, async () => {
    const state = await system.engine.state();
    const now = state === null || state.pendingOrders.length > 0 ? '' : state.economicHash;
    if (now === '' || now !== hash) sinceMs = performance.now();
    hash = now;
    return hash !== '' && performance.now() - sinceMs >= quietForMs ? hash : null;
  });
}

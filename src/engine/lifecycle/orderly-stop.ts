/**
 * The planned stop, cancel mode: no new orders, every open order canceled by name, and then waiting until the venues'
 * ordered sources have confirmed that nothing of ours is left (row 51).
 */
import type { Clock } from '../../ports/clock.ts';
import type { FactLog } from '../fact-log.ts';
import { monotonicMs } from '../gateway/venue-time.ts';
import { knownInstrument } from '../known-instrument.ts';
import type { TradingEngine } from './trading-engine.ts';

const lookMs = 20;
export const stopBoundMs = 30_000;

/** Resolves true when no order is left at any venue, false when some are after {@link stopBoundMs}. */
export function cancelEverything(engine: TradingEngine, log: FactLog, clock: Clock): Promise<boolean> {
  engine.stopQuoting();
  const untilMs = monotonicMs(clock) + stopBoundMs;
  return new Promise((resolve) => {
    const look = (): void => {
      const left = cancelWhatIsLeft(engine, log);
      if (left === 0) resolve(true);
      else if (monotonicMs(clock) >= untilMs) resolve(false);
      else clock.after(lookMs, look);
    };
    look();
  });
}

/** @returns orders that are not known to have ended, pending ones included. */
function cancelWhatIsLeft(engine: TradingEngine, log: FactLog): number {
  let left = 0;
  for (const session of engine.sessions) {
    const { name, symbols } = session.connection;
    for (const symbol of symbols) {
      for (const { clientOrderId, phase } of knownInstrument(log.state, name, symbol).orders.values()) {
        left += 1;
        if (phase === 'open' && !session.desk.isCanceling(clientOrderId)) session.desk.cancel(symbol, clientOrderId);
      }
    }
  }
  return left;
}

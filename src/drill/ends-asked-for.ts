import { engineExit } from '../contract/engine.ts';
import type { FaultRecord } from '../record/schema.ts';
import type { Life } from './lives.ts';
import type { Claim } from './observations.ts';

/**
 * An engine that ended although nobody asked it to, from the fault on, has failed whatever else it did.
 * @param refusable whether the drill damages the directory so that refusing it is the right answer
 */
export function endsAskedFor(lives: readonly Life[], faults: readonly FaultRecord[], refusable: boolean): Claim[] {
  const t0MonoNs = faults[0]?.requestedMonoNs;
  if (t0MonoNs === undefined || lives.length === 0) return [];
  const unasked = lives.flatMap(({ goneMonoNs, endRequestedMonoNs, pid, exitCode, signal }) =>
    goneMonoNs !== null &&
    endRequestedMonoNs === null &&
    BigInt(goneMonoNs) > BigInt(t0MonoNs) &&
    !(refusable && exitCode === engineExit.directoryRefused)
      ? [`pid ${pid} ended by itself (${signal === null ? `exit status ${exitCode}` : `signal ${signal}`})`]
      : [],
  );
  return [
    {
      id: 'ends-asked-for',
      title: 'The engine ended only when the drill asked it to',
      expected: refusable
        ? 'no end of the engine from the fault on but those the drill injected, and the refusal of the directory it damaged'
        : 'no end of the engine from the fault on but those the drill injected',
      observed:
        unasked.length === 0 ? `${lives.length} lives, each ended by the drill or still alive` : unasked.join('; '),
      holds: unasked.length === 0,
    },
  ];
}

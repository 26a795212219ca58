/** Every kind of toxic by its name in the API, with the attributes it takes. */
import { bandwidth } from './bandwidth.ts';
import type { Behaviour, MakeBehaviour } from './behaviour.ts';
import { latency } from './latency.ts';
import { limitData } from './limit-data.ts';
import { resetPeer } from './reset-peer.ts';
import { slicer } from './slicer.ts';
import { slowClose } from './slow-close.ts';
import { timeout } from './timeout.ts';

export type Attributes = Record<string, number>;

export interface Kind {
  /** In the order in which they are shown; each is an integer, 0 where it is not given. */
  readonly attributes: readonly string[];
  make(attributes: Readonly<Attributes>): Behaviour;
}

function kind<Name extends string>(attributes: readonly Name[], make: MakeBehaviour<Record<Name, number>>): Kind {
  return {
    attributes,
    // Attributes are made by `attributesOf` below, which fills in every name.
    make: (given) => make(given as Record<Name, number>),
  };
}

export const kinds: ReadonlyMap<string, Kind> = new Map([
  ['latency', kind(['latency', 'jitter'], latency)],
  ['bandwidth', kind(['rate'], bandwidth)],
  ['slow_close', kind(['delay'], slowClose)],
  ['timeout', kind(['timeout'], timeout)],
  ['reset_peer', kind(['timeout'], resetPeer)],
  ['slicer', kind(['average_size', 'size_variation', 'delay'], slicer)],
  ['limit_data', kind(['bytes'], limitData)],
]);

/** All attributes of a kind: those given, else as they were, else 0. */
export function attributesOf({ attributes }: Kind, given: Partial<Attributes>, before: Attributes = {}): Attributes {
  return Object.fromEntries(attributes.map((name) => [name, given[name] ?? before[name] ?? 0]));
}

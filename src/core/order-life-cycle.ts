/**
 * The life of one order as the engine knows it: a total table, so a missing cell does not compile.
 *
 * - `sent`, `accepted`, `unknown` are pending: the ordered source has not shown the order yet.
 * - A live picture opens an order from every state except the three final ones: the venue's ordered source is stronger
 *   than any reply and than our own proof, so an order thought never to have reached the book comes back to life.
 * - `filled`, `canceled` and `expired` are final: nothing moves an order out of them.
 * - Once the ordered source has shown an order, no reply and no proof moves it: replies are older than what it showed.
 */
import type { VenueOrderStatus } from './records.ts';

export type OpenPhase = 'sent' | 'accepted' | 'unknown' | 'open';
export type Ending = 'filled' | 'canceled' | 'expired' | 'rejected' | 'never-reached';
export type Phase = OpenPhase | Ending;
export type Transition =
  | 'accepted'
  | 'rejected'
  | 'unknown'
  | 'never-reached'
  | 'shown-live'
  | 'shown-filled'
  | 'shown-canceled'
  | 'shown-expired'
  | 'shown-rejected';

const shown = {
  'shown-live': 'open',
  'shown-filled': 'filled',
  'shown-canceled': 'canceled',
  'shown-expired': 'expired',
  'shown-rejected': 'rejected',
} as const;

const stays = <Same extends Phase>(phase: Same) =>
  ({
    accepted: phase,
    rejected: phase,
    unknown: phase,
    'never-reached': phase,
    'shown-live': phase,
    'shown-filled': phase,
    'shown-canceled': phase,
    'shown-expired': phase,
    'shown-rejected': phase,
  }) as const;

export const orderLifeCycle: Readonly<Record<Phase, Readonly<Record<Transition, Phase>>>> = {
  sent: { ...shown, accepted: 'accepted', rejected: 'rejected', unknown: 'unknown', 'never-reached': 'never-reached' },
  unknown: {
    ...shown,
    accepted: 'accepted',
    rejected: 'rejected',
    unknown: 'unknown',
    'never-reached': 'never-reached',
  },
  // A yes is stronger than a doubt or a later no to the same request; only rule 2's proof ends it without the venue showing it.
  accepted: {
    ...shown,
    accepted: 'accepted',
    rejected: 'accepted',
    unknown: 'accepted',
    'never-reached': 'never-reached',
  },
  open: { ...shown, accepted: 'open', rejected: 'open', unknown: 'open', 'never-reached': 'open' },
  filled: stays('filled'),
  canceled: stays('canceled'),
  expired: stays('expired'),
  rejected: { ...stays('rejected'), ...shown },
  'never-reached': { ...stays('never-reached'), ...shown, accepted: 'accepted' },
};

/** What a venue's picture of an order does to it. */
export const transitionOfStatus: Readonly<Record<VenueOrderStatus, Transition>> = {
  NEW: 'shown-live',
  PARTIALLY_FILLED: 'shown-live',
  FILLED: 'shown-filled',
  CANCELED: 'shown-canceled',
  EXPIRED: 'shown-expired',
  REJECTED: 'shown-rejected',
};

const open: Readonly<Record<Phase, boolean>> = {
  sent: true,
  accepted: true,
  unknown: true,
  open: true,
  filled: false,
  canceled: false,
  expired: false,
  rejected: false,
  'never-reached': false,
};

/** False once the order has ended and only its id is kept. */
export function isAlive(phase: Phase): phase is OpenPhase {
  return open[phase];
}

import { expect, test } from 'vitest';
import {
  isAlive,
  orderLifeCycle,
  type Phase,
  type Transition,
  transitionOfStatus,
} from '../../src/core/order-life-cycle.ts';

const phases = Object.keys(orderLifeCycle) as Phase[];
const transitions = Object.keys(orderLifeCycle.sent) as Transition[];

test('every phase answers every transition with a phase', () => {
  expect(phases).toHaveLength(9);
  expect(transitions).toHaveLength(9);
  for (const phase of phases) {
    for (const transition of transitions) expect(phases).toContain(orderLifeCycle[phase][transition]);
  }
});

test('nothing moves an order out of filled, canceled or expired', () => {
  for (const phase of ['filled', 'canceled', 'expired'] as const) {
    expect(new Set(Object.values(orderLifeCycle[phase]))).toEqual(new Set([phase]));
  }
});

test('only a live picture of the venue opens an order', () => {
  for (const phase of phases) {
    if (phase === 'open') continue;
    const opening = transitions.filter((transition) => orderLifeCycle[phase][transition] === 'open');
    expect(opening.every((transition) => transition === 'shown-live')).toBe(true);
  }
});

test('replies and proofs do not move an order that the venue has shown', () => {
  for (const transition of ['accepted', 'rejected', 'unknown', 'never-reached'] as const) {
    expect(orderLifeCycle.open[transition]).toBe('open');
  }
});

test('an order thought never to have reached the book comes back to life when the venue shows it', () => {
  expect(orderLifeCycle['never-reached']['shown-live']).toBe('open');
  expect(orderLifeCycle.rejected['shown-live']).toBe('open');
});

test('every status of the venue is a picture', () => {
  expect(Object.values(transitionOfStatus).every((transition) => transition.startsWith('shown-'))).toBe(true);
  expect(phases.filter(isAlive)).toEqual(['sent', 'unknown', 'accepted', 'open']);
});

import type { UnassessedCheck } from './check.ts';

export const limitsKept: UnassessedCheck = {
  id: 'I10',
  title: 'Limits never exceeded',
  expected: 'Limits are never exceeded, also during recovery.',
  limits: 'Nothing is assessed.',
  negativeControl: null,
  notAssessedBecause: 'The engine states no limits yet, so there is nothing to hold its orders against.',
};

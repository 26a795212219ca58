import type { AssessedCheck } from './check.ts';

export const nothingLeaked: AssessedCheck = {
  id: 'I12',
  title: 'Nothing leaked',
  expected: 'After the drill no process, proxy, port or file of it is left.',
  limits: 'The alert half is not assessed: the system under drill sends no alerts yet.',
  negativeControl: null,
  requires: ['leak scan'],
  judge: ({ leaks }) => ({
    checked: leaks?.scanned.length ?? 0,
    population: leaks?.scanned.length ?? 0,
    findings: (leaks?.found ?? []).map((one) => `left behind: ${one}`),
    observed: `${leaks?.scanned.length ?? 0} kinds of leftovers looked for, ${leaks?.found.length ?? 0} found.`,
    evidence: [],
  }),
};

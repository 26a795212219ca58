/** What a replay found, for people and for programs. */
import type { DecisionDifference } from '../engine/market/decide-again.ts';
import type { DirectoryReplay } from '../engine/market/replay-directory.ts';
import { formatTime } from './inspect-points.ts';
import { whyNotCompared } from './replay-timeline.ts';

export type ReplayVerdict = 'same' | 'different' | 'damaged' | 'incomplete' | 'nothing-compared';

/** `incomplete`: what was compared is the same, but market data that should be there is missing. */
export function verdictOf({ looks, differences, problems }: DirectoryReplay): ReplayVerdict {
  if (differences.length > 0) return 'different';
  if (problems.some(({ kind }) => kind === 'damaged')) return 'damaged';
  if (looks === 0) return 'nothing-compared';
  return problems.length > 0 ? 'incomplete' : 'same';
}

export function replayDocument(directory: string, replay: DirectoryReplay) {
  const { from, to, looks, decisions, intents, differences, problems } = replay;
  const { withoutMarket, lost, unjournaled, intentsWithoutLook } = replay;
  return {
    directory,
    verdict: verdictOf(replay),
    from: from?.toString() ?? null,
    to: to?.toString() ?? null,
    looks,
    decisions,
    intents,
    differences: differences.map((each) => ({ ...each, sequence: each.sequence.toString() })),
    notCompared: { withoutMarket, lost, unjournaled, intentsWithoutLook },
    problems,
  };
}

const differencesMax = 20;

export function summaryLines(directory: string, replay: DirectoryReplay): string[] {
  const { looks, decisions, intents, differences, problems, from, to } = replay;
  const more = differences.length - differencesMax;
  return [
    `${looks} looks made again: ${decisions} decided something, ${intents} intents`,
    ...(from === null ? [] : [`journal from behind sequence ${from} to ${to}`]),
    ...notComparedLines(replay),
    ...problems.map(({ kind, reason }) => `${kind}: ${reason}`),
    ...differences.slice(0, differencesMax).flatMap(differenceLines),
    ...(more > 0 ? [`and ${more} more; --json names all`] : []),
    '',
    verdictLine(directory, replay),
  ];
}

function notComparedLines({ withoutMarket, lost, unjournaled, intentsWithoutLook }: DirectoryReplay): string[] {
  const looks = [
    [withoutMarket, whyNotCompared['without-market']],
    [lost, whyNotCompared.lost],
    [unjournaled, whyNotCompared.unjournaled],
  ] as const;
  return [
    ...looks.flatMap(([count, why]) => (count === 0 ? [] : [`not compared: ${count} looks, ${why}`])),
    ...(intentsWithoutLook === 0
      ? []
      : [
          `not compared: ${intentsWithoutLook} intents whose look was not kept (a crash loses the last quarter second)`,
        ]),
  ];
}

function differenceLines({ decision, sequence, timeUs, venue, symbol, journaled, again }: DecisionDifference) {
  return [
    `DIFFERENT  decision ${decision} behind sequence ${sequence}, ${venue} ${symbol}, ${formatTime(timeUs)}`,
    `  journaled  ${journaled}`,
    `  again      ${again}`,
  ];
}

function verdictLine(directory: string, replay: DirectoryReplay): string {
  switch (verdictOf(replay)) {
    case 'different':
      return `${replay.differences.length} of ${replay.looks} looks decided differently`;
    case 'damaged':
      return replay.looks === 0 ? 'nothing could be compared: damaged' : 'the same as far as it can be read: damaged';
    case 'incomplete':
      return 'the same as far as there is market data: some is missing';
    case 'nothing-compared':
      return `nothing could be compared: no market data of a time that the journal of ${directory} retains`;
    case 'same':
      return 'the same decisions, all that could be compared';
  }
}

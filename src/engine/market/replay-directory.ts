/** Makes the decisions of a directory again, from the first market item it retains. Reads only. */
import type { Entry } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { Follower } from '../../durability/follower/follower.ts';
import { firstNeeded, missingSegment, readHeads } from '../../durability/follower/segment-heads.ts';
import type { JournalDirectory, OnProgress } from '../../durability/inspect/read-directory.ts';
import { PointError, stateAt } from '../../durability/inspect/state-at.ts';
import { durabilityParts } from '../../durability/parts.ts';
import { type DecidedAgain, DecisionsAgain, type MergeOptions } from './decide-again.ts';
import { type MarketStretch, type ReplayProblem, readMarketData } from './read-market.ts';

export interface DirectoryReplay extends DecidedAgain {
  /** The sequence it could begin behind; null when there is no market data, and nothing was compared. */
  readonly from: bigint | null;
  /** The last sequence it reached. */
  readonly to: bigint | null;
  /** Gaps and damage of the market files, and where the journal could not be read on. */
  readonly problems: readonly ReplayProblem[];
}

const nothing: DecidedAgain = {
  looks: 0,
  decisions: 0,
  intents: 0,
  differences: [],
  withoutMarket: 0,
  lost: 0,
  unjournaled: 0,
  intentsWithoutLook: 0,
};

/** @throws JournalDamageError where the state at the beginning cannot be had; whatever `onProgress` throws. */
export async function replayDirectory(
  source: JournalDirectory,
  options: Omit<MergeOptions, 'stretches'>,
  onProgress: OnProgress,
): Promise<DirectoryReplay> {
  const market = await readMarketData(source.disk, source.directory, source.clusterId);
  const problems = [...market.problems];
  const begin = await beginning(source, market.stretches, (share) => onProgress(share / 2));
  if (begin === null) return { ...nothing, from: null, to: null, problems };
  const { state, stretches } = begin;
  const from = state.head.sequence;
  const merged = new DecisionsAgain({ ...options, stretches });
  const damage = await followToEnd(source, state, (entry) => merged.beforeEntry(state, entry), onProgress);
  if (damage !== null) problems.push({ kind: 'damaged', reason: damage });
  return { ...merged.end(state), from, to: state.head.sequence, problems };
}

/** Moves the state to where the journal ends, and says what ended it too early. */
async function followToEnd(
  source: JournalDirectory,
  state: State,
  beforeEntry: (entry: Entry) => void,
  onProgress: OnProgress,
): Promise<string | null> {
  const heads = await readHeads(source, source.files.segmentIds);
  const index = firstNeeded(heads, state.head.sequence);
  const first = heads[index];
  if (first === undefined) return missingSegment(1, 'the journal').reason;
  const until = (entry: Entry) => {
    beforeEntry(entry);
    return false;
  };
  const follower = new Follower({ ...source, state, parts: durabilityParts, segmentId: first.id, until });
  for (let read = 1; ; read++) {
    const rest = await follower.step('end');
    onProgress(Math.min(1, 0.5 + read / (heads.length - index) / 2));
    if (rest !== null) return rest.kind === 'damaged' ? rest.refusal.reason : null;
  }
}

/** The first file whose beginning the retained journal still reaches back to, and the state there. */
async function beginning(
  source: JournalDirectory,
  stretches: readonly MarketStretch[],
  onProgress: OnProgress,
): Promise<{ readonly state: State; readonly stretches: readonly MarketStretch[] } | null> {
  for (const [index, { items }] of stretches.entries()) {
    const [item] = items;
    if (item === undefined) continue;
    try {
      const { state } = await stateAt(source, { sequence: item.sequence }, onProgress);
      return { state, stretches: stretches.slice(index) };
    } catch (error) {
      if (!(error instanceof PointError)) throw error;
    }
  }
  return null;
}

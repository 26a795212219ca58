/** Makes the decisions of a directory again, from the first market item it retains. Reads only. */
import type { Entry } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { Follower } from '../../durability/follower/follower.ts';
import { firstNeeded, readHeads } from '../../durability/follower/segment-heads.ts';
import type { JournalDirectory } from '../../durability/inspect/read-directory.ts';
import { PointError, stateAt } from '../../durability/inspect/state-at.ts';
import { durabilityParts } from '../../durability/parts.ts';
import { type DecidedAgain, DecisionsAgain, type MergeOptions } from './decide-again.ts';
import { type MarketStretch, readMarketData } from './read-market.ts';

export interface DirectoryReplay extends DecidedAgain {
  /** The sequence it could begin behind; null when there is no market data, and nothing was compared. */
  readonly from: bigint | null;
  /** Sentences: gaps and damage of the market files, and where the journal could not be read on. */
  readonly problems: readonly string[];
}

const nothing: DecidedAgain = {
  looks: 0,
  decisions: 0,
  intents: 0,
  differences: [],
  withoutMarket: 0,
  lost: 0,
  unjournaled: 0,
};

/** @throws JournalDamageError where the state at the beginning cannot be had. */
export async function replayDirectory(
  source: JournalDirectory,
  options: Omit<MergeOptions, 'stretches'>,
): Promise<DirectoryReplay> {
  const market = await readMarketData(source.disk, source.directory, source.clusterId);
  const problems = [...market.problems];
  const begin = await beginning(source, market.stretches);
  if (begin === null) return { ...nothing, from: null, problems };
  const { state, stretches } = begin;
  const from = state.head.sequence;
  const merged = new DecisionsAgain({ ...options, stretches });
  const heads = await readHeads(source, source.files.segmentIds);
  const first = heads[firstNeeded(heads, from)];
  if (first === undefined) return { ...nothing, from: null, problems: [...problems, 'the journal has no segment'] };
  const until = (entry: Entry) => {
    merged.beforeEntry(state, entry);
    return false;
  };
  const rest = await new Follower({ ...source, state, parts: durabilityParts, segmentId: first.id, until }).follow(
    'end',
  );
  if (rest.kind === 'damaged') problems.push(rest.refusal.reason);
  return { ...merged.end(state), from, problems };
}

/** The first file whose beginning the retained journal still reaches back to, and the state there. */
async function beginning(
  source: JournalDirectory,
  stretches: readonly MarketStretch[],
): Promise<{ readonly state: State; readonly stretches: readonly MarketStretch[] } | null> {
  for (const [index, { items }] of stretches.entries()) {
    const [item] = items;
    if (item === undefined) continue;
    try {
      const { state } = await stateAt(source, { sequence: item.sequence }, () => {});
      return { state, stretches: stretches.slice(index) };
    } catch (error) {
      if (!(error instanceof PointError)) throw error;
    }
  }
  return null;
}

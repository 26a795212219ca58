/**
 * The oracle of a recovery: the journal from its first entry, without any recent checkpoint, replayed by the engine's own
 * tool up to the sequence the engine resumed with. It shares the engine's core, so it judges that checkpoint plus tail
 * equals a replay of everything, and nothing about orders or money.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { musterCommand } from '../common/muster-command.ts';
import { isBaseCheckpointFile, isCheckpointFile } from '../contract/engine.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import type { Claim, Observations } from './observations.ts';
import type { Stage } from './stage.ts';

const folder = join('journals', 'oracle');

export async function checkOracle(
  stage: Stage,
  { resumptions }: Observations,
  evidence: EvidenceFolder,
): Promise<void> {
  const resumed = resumptions.findLast(({ moment }) => moment === 'resumed');
  evidence.copy(stage.system.dataDirectory, folder);
  const copied = evidence.path(folder);
  for (const name of readdirSync(copied).filter(isCheckpointFile)) rmSync(join(copied, name));
  const sequence = resumed?.state.sequence ?? 'none';
  const replayed = await stateHashAt(copied, sequence);
  stage.claim({
    id: 'replay-equals-resumed',
    title: 'The state at resumed equals a replay of the whole journal',
    expected: `state hash ${replayed.hash ?? 'unknown'} at sequence ${sequence}, replayed from the base checkpoint`,
    observed: resumed === undefined ? 'no resumed state' : `state hash ${resumed.state.stateHash}${replayed.problem}`,
    holds: resumed === undefined || replayed.hash === null ? null : replayed.hash === resumed.state.stateHash,
  });
}

export type CheckpointExpected = 'newest' | 'base' | 'none';

/** By the engine's own account, beside the newest copy that was made of the engine before this one. */
export function checkpointClaim(
  expected: CheckpointExpected,
  incarnation: number,
  { recoveries, journalCopies }: Observations,
  evidence: EvidenceFolder,
): Claim {
  const recovery = recoveries.get(incarnation);
  const copy = journalCopies.findLast(({ afterIncarnation }) => afterIncarnation === incarnation - 1);
  const whole = copy === undefined ? [] : readdirSync(evidence.path(copy.folder)).filter(isCheckpointFile).sort();
  const used = recovery?.checkpointUsed?.file ?? 'none';
  const right = { newest: used === whole.at(-1), base: isBaseCheckpointFile(used), none: used === 'none' }[expected];
  return {
    id: 'checkpoint-used',
    title: 'The engine started from the checkpoint it had to',
    expected: { newest: whole.at(-1) ?? 'a checkpoint', base: 'a base checkpoint', none: 'no checkpoint' }[expected],
    observed: recovery === undefined ? 'no account of the recovery' : used,
    holds: recovery === undefined ? null : right,
  };
}

async function stateHashAt(directory: string, sequence: string): Promise<{ hash: string | null; problem: string }> {
  const [program = '', ...args] = musterCommand();
  const options = ['inspect', directory, '--at', sequence, '--json'];
  const { stdout, stderr, failed } = await execa(program, [...args, ...options], { reject: false });
  if (failed) return { hash: null, problem: `; the replay failed: ${stderr}` };
  const { stateHash } = JSON.parse(stdout) as { stateHash?: unknown };
  return typeof stateHash === 'string'
    ? { hash: stateHash, problem: '' }
    : { hash: null, problem: '; no hash was told' };
}

/** For I11: whether the life of the engine that met a damaged file did with it what the damage calls for. */
import type { Damage, DamageAnswer, DrillEvidence, RecoveryEvidence } from './evidence.ts';

export interface AnswerFound {
  readonly findings: readonly string[];
  /** A clause: what came of it. */
  readonly observed: string;
  /** Set when nothing could be seen: a sentence. */
  readonly unseen?: string;
  readonly evidence: readonly string[];
}

type Judge = (damage: Damage, recovery: RecoveryEvidence) => Omit<AnswerFound, 'evidence'>;

const fromRecovery: Readonly<Partial<Record<DamageAnswer, Judge>>> = {
  'other generation': otherGeneration,
  'full replay': fullReplay,
  'tail cut': tailCut,
  retired,
};

/** @param next index of the incarnation that met the damage */
export function judgeAnswer(damage: Damage, next: number, evidence: DrillEvidence): AnswerFound {
  if (damage.answer === 'refused') return refusal(damage, next, evidence);
  const recovery = evidence.recoveries.find(({ incarnation }) => incarnation === next);
  const judge = fromRecovery[damage.answer];
  if (recovery === undefined || judge === undefined) {
    const unseen = 'No account of a recovery after the damage was captured.';
    return { findings: [], observed: 'no account of it', unseen, evidence: [] };
  }
  const found = judge(damage, recovery);
  if (damage.answer !== 'retired') return { ...found, evidence: [recovery.file] };
  const aside = setAside(damage, evidence);
  return { ...found, findings: [...found.findings, ...aside], evidence: [recovery.file] };
}

function otherGeneration(damage: Damage, { recovery }: RecoveryEvidence): Omit<AnswerFound, 'evidence'> {
  const { checkpointUsed: used } = recovery;
  const findings = [...namedByChecksum(damage, recovery.refused)];
  if (used === null) findings.push('no other generation was used');
  else if (isSameFile(used.file, damage.file)) findings.push(`the damaged ${used.file} was used`);
  else if (used.fallbackDepth < 1) {
    findings.push(`${used.file} was used with fallback depth ${used.fallbackDepth}, expected at least 1`);
  }
  const depth = used?.fallbackDepth ?? 'none';
  return { findings, observed: `used: ${used?.file ?? 'no checkpoint'}, fallback depth ${depth}` };
}

function fullReplay(damage: Damage, { recovery }: RecoveryEvidence): Omit<AnswerFound, 'evidence'> {
  const { checkpointUsed: used, replayedEntries } = recovery;
  const findings = [...namedByChecksum(damage, recovery.refused)];
  if (used !== null) findings.push(`${used.file} was used, although every checkpoint was damaged`);
  if (replayedEntries === 0) findings.push('nothing was replayed');
  return { findings, observed: `used: ${used?.file ?? 'no checkpoint'}, ${replayedEntries} entries replayed` };
}

/** The cut may lie before the damage, at the beginning of the batch that was torn, never behind it. */
function tailCut({ file, offset }: Damage, { recovery }: RecoveryEvidence): Omit<AnswerFound, 'evidence'> {
  const { tornTail } = recovery;
  if (tornTail === null)
    return { findings: [`${file} was cut mid-record, the engine found no torn tail`], observed: 'no torn tail' };
  const observed = `torn tail of ${tornTail.bytes} bytes in ${tornTail.file} at ${tornTail.offset}`;
  const right = isSameFile(tornTail.file, file) && offset !== null && tornTail.offset <= offset;
  return { findings: right ? [] : [`${file} was cut at ${offset}, the engine names a ${observed}`], observed };
}

/** Found at the start or by the scrub, which tells by alert: here only that nothing refused to go on. */
function retired(_damage: Damage, { recovery }: RecoveryEvidence): Omit<AnswerFound, 'evidence'> {
  return { findings: [], observed: `the engine went on from ${recovery.checkpointUsed?.file ?? 'no checkpoint'}` };
}

function setAside({ file }: Damage, { filesAtEnd, supervisorEvents }: DrillEvidence): string[] {
  const name = file.split('/').at(-1) ?? file;
  const told = supervisorEvents.some(({ alert, detail }) => alert !== undefined && detail.includes(name));
  const unnamed = told ? [] : [`no alert names ${file}`];
  const number = /(\d+)\.log$/.exec(file)?.[1];
  const aside = filesAtEnd.includes(`retired-${number}.log`) ? 'present' : 'absent';
  const stands = filesAtEnd.some((one) => isSameFile(one, file));
  return stands
    ? [...unnamed, `${file} still stands in the journal at the end (beside it: retired-${number}.log ${aside})`]
    : unnamed;
}

function refusal(damage: Damage, next: number, evidence: DrillEvidence): AnswerFound {
  const refused = evidence.refusedDirectories.find(({ incarnation }) => incarnation === next);
  if (refused === undefined) {
    const findings = [
      `${damage.file} was damaged where nothing can stand in for it, the engine did not refuse the directory`,
    ];
    return { findings, observed: 'not refused', evidence: [] };
  }
  const { reason } = refused;
  const names = evidence.damage.flatMap(namesOf);
  const named = reason !== null && names.some((name) => reason.includes(name));
  const findings = named
    ? []
    : [`the engine refused the directory without naming a damaged file: ${reason ?? 'no reason given'}`];
  return { findings, observed: `refused: ${reason ?? 'no reason given'}`, evidence: [] };
}

/** A file that is gone may be told by the one behind it, which begins too late. */
function namesOf({ file, offset }: Damage): string[] {
  const name = file.split('/').at(-1) ?? file;
  const next = name.replace(/\d+(?=\.log$)/, (digits) => String(Number(digits) + 1).padStart(digits.length, '0'));
  return offset === null ? [name, next] : [name];
}

function* namedByChecksum({ file }: Damage, refused: RecoveryEvidence['recovery']['refused']): Generator<string> {
  const named = refused.find((one) => isSameFile(one.file, file));
  if (named === undefined) {
    const others = refused.map((one) => one.file).join(', ') || 'nothing';
    yield `${file} was damaged, the engine refused ${others}`;
  } else if (!/checksum/i.test(named.reason)) {
    yield `${named.file} was refused for "${named.reason}", not for its checksum`;
  }
}

/** File names are compared without their folders: an engine may name them from its own root. */
function isSameFile(a: string, b: string): boolean {
  return a.split('/').at(-1) === b.split('/').at(-1);
}

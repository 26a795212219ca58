/**
 * What a live journal's files need in the background: scrub, retirement of what is damaged, retention; one thing at a
 * time, in pieces. Its host pauses for as long as each piece asks (in milliseconds), which bounds the bytes per second.
 *
 * - The first round begins {@link firstRoundMs} after the start, so what the opening passed over is retired at once;
 *   the next ones {@link betweenRoundsMs} after the one before ended.
 * - A finding is told when it is found, once; what is then done about it is told when it is done.
 * - Nothing here ends the engine: what cannot be done now is tried again in the next round.
 */
import { segmentName } from '../directory.ts';
import { keepRetention } from './retention.ts';
import { retireThrough } from './retire.ts';
import { RoundTimes } from './round-times.ts';
import { scrubRound } from './scrub.ts';
import { setAside } from './set-aside.ts';
import type { Finding, UpkeepSource } from './upkeep-source.ts';

export const firstRoundMs = 1000;
export const betweenRoundsMs = 10_000;
export const scrubBytesPerMs = 16 * 1024;
/** A checkpoint is written each second. */
export const retryMs = 250;
const attemptsMax = 40;

export interface UpkeepOptions extends UpkeepSource {
  /** Asks for a new segment, because the one being written must be retired. */
  readonly requestRoll: () => void;
  readonly onAlarm: (alarm: UpkeepAlarm) => void;
}

export interface UpkeepAlarm {
  readonly code:
    | 'segment-damaged'
    | 'segment-missing'
    | 'segment-retired'
    | 'checkpoint-damaged'
    | 'checkpoint-missing';
  readonly text: string;
}

/** Never ends by itself. @throws the operating system's error; then a new one goes on. */
export async function* upkeep(options: UpkeepOptions, told = new Set<string>()): AsyncGenerator<number, never> {
  yield firstRoundMs;
  for (;;) {
    const times = new RoundTimes();
    let clean = true;
    for await (const { bytes, findings } of scrubRound(options, times)) {
      yield bytes / scrubBytesPerMs;
      for (const finding of findings) {
        clean = false;
        tell(options, told, finding);
        if ('file' in finding) await careForCheckpoint(options, finding);
        else yield* retire(options, finding);
      }
    }
    if (clean) await keepRetention(options, times);
    yield betweenRoundsMs;
  }
}

function tell({ onAlarm }: UpkeepOptions, told: Set<string>, { code, refusal }: Finding): void {
  if (code === 'retirement-unfinished' || told.has(refusal.reason)) return;
  told.add(refusal.reason);
  onAlarm({ code, text: refusal.reason });
}

type CheckpointFinding = Extract<Finding, { file: string }>;
type SegmentFinding = Exclude<Finding, CheckpointFinding>;

async function careForCheckpoint(options: UpkeepOptions, { code, file }: CheckpointFinding): Promise<void> {
  const done = await setAside(options, file);
  if (done !== '') options.onAlarm({ code, text: `${file}: ${done}` });
}

/** Gives up after a while; the next round finds the same again. */
async function* retire(options: UpkeepOptions, { segmentId }: SegmentFinding): AsyncGenerator<number, void> {
  if (segmentId >= options.position().segmentId) options.requestRoll();
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const result = await retireThrough(options, segmentId);
    if (result.kind === 'done') {
      const { retired, base } = result;
      const kept = retired.length === 0 ? 'nothing older is left' : `kept as ${namesOf(retired)}`;
      const text = `up to ${segmentName(segmentId)}: ${kept}; the base checkpoint at sequence ${base} takes their place`;
      options.onAlarm({ code: 'segment-retired', text });
      return;
    }
    yield retryMs;
  }
}

function namesOf(files: readonly string[]): string {
  const [first = '', last = first] = [files[0], files.at(-1)];
  return first === last ? first : `${first} to ${last}`;
}

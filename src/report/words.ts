/** How every report writes figures and verdicts. `null` is always "not measured", never 0. */
import type { CheckVerdict, Outcome } from '../record/schema.ts';

export const notMeasured = 'not measured';

/** Milliseconds in the largest unit that keeps them readable; fine enough that two figures on both sides of a limit differ. */
export function duration(ms: number | null): string {
  if (ms === null) return notMeasured;
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 1) return `${trimmed(ms, 3)} ms`;
  if (ms < 999.95) return `${trimmed(ms, ms < 10 ? 2 : 1)} ms`;
  // Rounded before it is split, so that no part ever reads 60.
  const wholeMs = Math.round(ms);
  return wholeMs < 60_000 ? `${wholeMs / 1000} s` : longDuration(wholeMs);
}

function longDuration(wholeMs: number): string {
  const hours = Math.floor(wholeMs / 3_600_000);
  const minutes = Math.floor((wholeMs % 3_600_000) / 60_000);
  const seconds = (wholeMs % 60_000) / 1000;
  const parts = [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '', seconds > 0 ? `${seconds} s` : ''];
  return parts.filter((part) => part !== '').join(' ');
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

/** A moment relative to the fault, with its sign. */
export function sinceFault(ms: number | null): string {
  if (ms === null) return 'before any fault';
  return ms < 0 ? duration(ms) : `+${duration(ms)}`;
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return 'no share';
  const value = (part / whole) * 100;
  if (part > 0 && value < 0.1) return '< 0.1 %';
  return `${trimmed(value, value < 10 ? 1 : 0)} %`;
}

export function count(value: number | null): string {
  return value === null ? notMeasured : grouped(value);
}

export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(value)} ${value === 1 ? noun : plural}`;
}

/** Thin groups of three, so that long figures can be read without a locale's comma or point. */
export function grouped(value: number): string {
  const text = String(value);
  const dot = text.indexOf('.');
  const whole = dot < 0 ? text : text.slice(0, dot);
  const fraction = dot < 0 ? '' : text.slice(dot);
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')}${fraction}`;
}

/** `2026-11-22T13:04:05.123Z` → `2026-11-22 13:04:05.123 UTC`; anything else is left as it stands. */
export function instant(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)Z$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}

export function timeOfDay(iso: string): string {
  return /T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)/.exec(iso)?.[1] ?? iso;
}

export function yesNo(value: boolean | null): string {
  if (value === null) return notMeasured;
  return value ? 'yes' : 'no';
}

/** What a verdict word looks like everywhere: its sign stands beside the word, so that colour is never the only sign. */
export type Tone = 'held' | 'deviation' | 'violated' | 'inconclusive' | 'neutral';

export const signs: Readonly<Record<Tone, string>> = {
  held: '✓',
  deviation: '≈',
  violated: '✗',
  inconclusive: '?',
  neutral: '○',
};

export const outcomeTones: Readonly<Record<Outcome, Tone>> = {
  held: 'held',
  'held with deviations': 'deviation',
  'objective violated': 'violated',
  'integrity violated': 'violated',
  inconclusive: 'inconclusive',
  aborted: 'inconclusive',
  refused: 'inconclusive',
};

export const checkTones: Readonly<Record<CheckVerdict, Tone>> = {
  held: 'held',
  violated: 'violated',
  inconclusive: 'inconclusive',
  'not exercised': 'neutral',
  'not assessed': 'neutral',
};

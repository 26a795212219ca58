/** Points in a journal as they are typed, and times as they are shown. Wall time is UTC throughout. */
import { usageError } from '../common/muster-error.ts';
import type { Point, PointError } from '../durability/inspect/state-at.ts';

/** No journal comes near 10^12 entries, and as a time that is the year 2001: thirteen digits are epoch milliseconds. */
const sequenceDigitsMax = 12;
const isoTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?$/;

export interface NamedPoint {
  readonly option: string;
  readonly text: string;
  readonly at: Point;
}

export function point(option: string): (text: string) => NamedPoint {
  return (text) => {
    const at = parsePoint(text);
    if (at !== null) return { option, text, at };
    throw usageError(
      'bad-option',
      `Expected ${option} to be a sequence, an ISO time or epoch milliseconds, got ${JSON.stringify(text)}.`,
    );
  };
}

/** For an option that takes several: collects what it was given. */
export function points(option: string): (text: string, before: readonly NamedPoint[] | undefined) => NamedPoint[] {
  return (text, before = []) => [...before, point(option)(text)];
}

function parsePoint(text: string): Point | null {
  if (/^\d{1,12}$/.test(text)) return { sequence: BigInt(text) };
  if (/^\d+$/.test(text)) return text.length > sequenceDigitsMax + 3 ? null : { timeUs: Number(text) * 1000 };
  const [, day, time = '00:00:00', fraction = '', zone = 'Z'] = isoTime.exec(text) ?? [];
  if (day === undefined) return null;
  const dayMs = Date.parse(`${day}T00:00:00Z`);
  const wholeMs = Date.parse(`${day}T${time}${zone}`);
  // A day such as 30 February would silently become another one.
  if (Number.isNaN(dayMs) || Number.isNaN(wholeMs) || !new Date(dayMs).toISOString().startsWith(day)) return null;
  return { timeUs: wholeMs * 1000 + Number(fraction.padEnd(6, '0')) };
}

/** ISO, UTC, with microseconds: can be given back to `--at`. */
export function formatTime(timeUs: number): string {
  const seconds = new Date(Math.floor(timeUs / 1_000_000) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(timeUs % 1_000_000).padStart(6, '0')}Z`;
}

/** The sentence for a point that the journal does not hold. */
export function outside({ option, text }: NamedPoint, { side, limit }: PointError): string {
  const place = `sequence ${limit.sequence}${limit.timeUs === 0 ? '' : ` at ${formatTime(limit.timeUs)}`}`;
  const end = side === 'before' ? 'begins' : 'ends';
  return `Expected ${option} to lie in the journal, which ${end} with ${place}, got ${text}.`;
}

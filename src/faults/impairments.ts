/** What can be wrong with a link besides being cut: the toxic that does it, and how a probe through the link shows it. */
import type { LinkAnswer } from './link-probe.ts';

export type Impairment =
  /** Accepts connections and never answers; what is connected goes silent. */
  | { readonly kind: 'half-open' }
  /** Nothing passes one way; the other way does. */
  | { readonly kind: 'one-way-cut'; readonly direction: Direction }
  | { readonly kind: 'latency'; readonly latencyMs: number; readonly jitterMs: number }
  | { readonly kind: 'bandwidth'; readonly kilobytesPerSecond: number }
  | { readonly kind: 'slicing'; readonly averageBytes: number; readonly delayUs: number }
  /** Each connection is closed after so many bytes from the venue. */
  | { readonly kind: 'cut-after'; readonly bytes: number }
  /** RST to both ends once data has come. */
  | { readonly kind: 'reset'; readonly afterMs: number };

/** As the engine sees it. */
export type Direction = 'to-venue' | 'from-venue';

export interface ToxicOf {
  readonly type: 'timeout' | 'latency' | 'bandwidth' | 'slicer' | 'limit_data' | 'reset_peer';
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
}

const streams = { 'to-venue': 'upstream', 'from-venue': 'downstream' } as const;

export function toxicsOf(impairment: Impairment): readonly ToxicOf[] {
  switch (impairment.kind) {
    case 'half-open':
      return (['upstream', 'downstream'] as const).map((stream) => silence(stream));
    case 'one-way-cut':
      return [silence(streams[impairment.direction])];
    case 'latency':
      return [fromVenue('latency', { latency: impairment.latencyMs, jitter: impairment.jitterMs })];
    case 'bandwidth':
      return [fromVenue('bandwidth', { rate: impairment.kilobytesPerSecond })];
    case 'slicing': {
      const { averageBytes, delayUs } = impairment;
      return [fromVenue('slicer', { average_size: averageBytes, size_variation: 0, delay: delayUs })];
    }
    case 'cut-after':
      return [fromVenue('limit_data', { bytes: impairment.bytes })];
    case 'reset':
      return [fromVenue('reset_peer', { timeout: impairment.afterMs })];
  }
}

const silence = (stream: ToxicOf['stream']): ToxicOf => ({ type: 'timeout', stream, attributes: { timeout: 0 } });
const fromVenue = (type: ToxicOf['type'], attributes: ToxicOf['attributes']): ToxicOf => ({
  type,
  stream: 'downstream',
  attributes,
});

/** How long a link that should be silent is listened to, at least. */
const silentMs = 300;
/** A narrow link is told from a slow machine by an answer that takes at least so long through it. */
const narrowMs = 50;

/** How many whole answers the probe asks for after the fault: one hiccup of the machine looks like latency. */
export const samplesOf = (impairment: Impairment): number => (impairment.kind === 'latency' ? 3 : 1);

/** How long a probe waits for an answer to be whole. `before` is the slowest answer of the links before the fault. */
export function probeTimeoutMs(impairment: Impairment, before: Pick<LinkAnswer, 'bytes' | 'lastByteMs'>): number {
  switch (impairment.kind) {
    case 'half-open':
    case 'one-way-cut':
      return Math.max(silentMs, 5 * before.lastByteMs);
    case 'latency':
      return 2000 + 4 * (impairment.latencyMs + impairment.jitterMs);
    case 'bandwidth':
      return 2000 + (2 * before.bytes) / impairment.kilobytesPerSecond;
    case 'slicing':
      return 2000 + (before.bytes / impairment.averageBytes) * (impairment.delayUs / 1000 + 2) * 2;
    case 'cut-after':
      return 2000;
    case 'reset':
      return 2000 + impairment.afterMs;
  }
}

/**
 * Whether the probe met the impairment, and not a machine or venue that is slow by itself. `before` is the fastest answer
 * through the same link before it; what would be no different from that shows nothing.
 */
export function showsImpairment(impairment: Impairment, before: LinkAnswer, now: LinkAnswer): boolean {
  switch (impairment.kind) {
    case 'half-open':
    case 'one-way-cut':
      return now.accepted && now.end === 'silent' && now.bytes === 0;
    case 'latency': {
      const leastMs = impairment.latencyMs - impairment.jitterMs;
      return leastMs > 0 && now.end === 'answered' && now.firstByteMs - before.firstByteMs >= 0.9 * leastMs;
    }
    case 'bandwidth': {
      const neededMs = now.bytes / impairment.kilobytesPerSecond;
      return now.end === 'answered' && neededMs >= narrowMs && now.lastByteMs - before.lastByteMs >= 0.8 * neededMs;
    }
    case 'slicing': {
      const slices = now.bytes / impairment.averageBytes;
      return now.end === 'answered' && now.pieces >= slices / 2 && now.pieces >= 2 && now.pieces > 2 * before.pieces;
    }
    case 'cut-after':
      return now.end === 'closed' && now.bytes === impairment.bytes && before.bytes > impairment.bytes;
    case 'reset':
      return now.accepted && now.end === 'reset' && now.endedMs >= impairment.afterMs;
  }
}

/** Parsers of option values: a sentence naming the option, what was expected and what was found. */
import { usageError } from '../common/muster-error.ts';
import type { Speed } from './play.ts';

export function wholeNumber(name: string, minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum || value > maximum) {
      throw usageError(
        'bad-option',
        `Expected ${name} to be a whole number from ${minimum} to ${maximum}, got ${JSON.stringify(text)}.`,
      );
    }
    return value;
  };
}

export const port = (name: string) => wholeNumber(name, 0, 65_535);
export const seed = wholeNumber('--seed', 0, 2_147_483_647);

export function httpUrl(name: string): (text: string) => string {
  return (text) => {
    if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
    throw usageError('bad-option', `Expected ${name} to be an http URL, got ${JSON.stringify(text)}.`);
  };
}

/** `max`, or how many times as fast as recorded. */
export function speed(text: string): Speed {
  if (text === 'max') return text;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= 0.001 && value <= 1_000_000) return value;
  throw usageError(
    'bad-option',
    `Expected --speed to be max or a number from 0.001 to 1000000, got ${JSON.stringify(text)}.`,
  );
}

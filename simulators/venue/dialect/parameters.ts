import { type Amount, parseAmount } from '../../../src/common/amount.ts';
import { wireErrors } from './errors.ts';

export type Params = Readonly<Record<string, string>>;

const decimalRange = '^([0-9]{1,20})(\\.[0-9]{1,20})?$';
const decimal = new RegExp(decimalRange);
const clientIdRange = '^[\\.A-Z\\:/a-z0-9_-]{1,36}$';
const clientId = new RegExp(clientIdRange);

/** An optional parameter; an empty one is refused. */
export function optional(params: Params, name: string): string | null {
  const value = params[name];
  if (value === undefined) return null;
  if (value === '') throw wireErrors.empty(name);
  return value;
}

export function mandatory(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined || value === '') throw wireErrors.mandatory(name);
  return value;
}

/** A decimal number of at most eight decimals. */
export function decimalOf(params: Params, name: string): Amount {
  const text = mandatory(params, name);
  if (!decimal.test(text)) throw wireErrors.illegal(name, decimalRange);
  try {
    return parseAmount(text);
  } catch {
    throw wireErrors.precision(name);
  }
}

export function integerOf(params: Params, name: string): number | null {
  const text = optional(params, name);
  if (text === null) return null;
  if (!/^[0-9]{1,16}$/.test(text)) throw wireErrors.illegal(name, '^[0-9]{1,20}$');
  return Number(text);
}

/** `limit`: at least 1, cut to `most`. */
export function limitOf(params: Params, normal: number, most: number): number {
  const limit = integerOf(params, 'limit') ?? normal;
  if (limit < 1) throw wireErrors.invalidValue('limit');
  return Math.min(limit, most);
}

export function clientOrderIdOf(params: Params, name: string): string | null {
  const text = optional(params, name);
  if (text !== null && !clientId.test(text)) throw wireErrors.illegal(name, clientIdRange);
  return text;
}

/** Refuses parameters the operation does not know. */
export function checkAllKnown(params: Params, known: readonly string[]): void {
  const sent = Object.keys(params);
  const read = sent.filter((name) => known.includes(name)).length;
  if (read < sent.length) throw wireErrors.unread(read, sent.length);
}

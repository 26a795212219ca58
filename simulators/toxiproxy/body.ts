/** Request bodies. As in Toxiproxy a body is JSON whatever its content type says, and `null` leaves a field as it was. */
import { z } from 'zod';
import { badRequestBody, invalidStream, invalidToxicType, missingField } from './api-error.ts';
import type { NamedSettings } from './proxies.ts';
import type { ProxySettings, ToxicChanges } from './tcp-proxy.ts';
import { directions, type Toxic } from './toxic.ts';
import { type Attributes, attributesOf, type Kind, kinds } from './toxics/kinds.ts';

const kept = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? undefined);
const proxyBody = z.object({
  name: kept(z.string()),
  listen: kept(z.string()),
  upstream: kept(z.string()),
  enabled: kept(z.boolean()),
});
type ProxyBody = z.infer<typeof proxyBody>;
const toxicBody = z.object({
  name: kept(z.string()),
  type: kept(z.string()),
  stream: kept(z.string()),
  toxicity: kept(z.number()),
  attributes: kept(z.record(z.string(), z.unknown())),
});
const toxicChanges = toxicBody.pick({ toxicity: true, attributes: true });

/** @throws ApiError 400 naming what is wrong. */
function parse<Schema extends z.ZodType>(text: unknown, schema: Schema, absent: unknown): z.infer<Schema> {
  if (typeof text !== 'string' || text.trim() === '') throw badRequestBody('EOF');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badRequestBody(error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(json ?? absent);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badRequestBody(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not understood'}`);
  }
  return parsed.data;
}

/** @throws ApiError 400 naming what is wrong. */
export function parseNewProxy(text: unknown): NamedSettings {
  return settingsOf(parse(text, proxyBody, {}), '');
}

/** @throws ApiError 400 naming what is wrong, and which proxy it is wrong in; then none of them is made. */
export function parseManyProxies(text: unknown): readonly NamedSettings[] {
  return parse(text, z.array(proxyBody), []).map((body, index) => settingsOf(body, ` at proxy ${index + 1}`));
}

/** The fields that are present. @throws ApiError 400 naming what is wrong. */
export function parseProxyChanges(text: unknown): Partial<ProxySettings> {
  const { listen, upstream, enabled } = parse(text, proxyBody, {});
  return {
    ...(listen === undefined ? {} : { listen }),
    ...(upstream === undefined ? {} : { upstream }),
    ...(enabled === undefined ? {} : { enabled }),
  };
}

function settingsOf({ name, listen, upstream, enabled }: ProxyBody, place: string): NamedSettings {
  if (name === undefined || name === '') throw missingField(`name${place}`);
  if (upstream === undefined || upstream === '') throw missingField(`upstream${place}`);
  return { name, listen: listen ?? '', upstream, enabled: enabled ?? true };
}

/** @throws ApiError 400 naming what is wrong. */
export function parseNewToxic(text: unknown): Toxic {
  const { name, type = '', stream = 'downstream', toxicity = 1, attributes } = parse(text, toxicBody, {});
  const direction = directions.find((each) => each === stream.toLowerCase());
  if (direction === undefined) throw invalidStream();
  const kind = kinds.get(type);
  if (kind === undefined) throw invalidToxicType();
  return {
    name: name === undefined || name === '' ? `${type}_${stream}` : name,
    type,
    stream: direction,
    toxicity,
    attributes: attributesOf(kind, integers(kind, attributes)),
    kind,
  };
}

/** Name, type and stream of a toxic never change. @throws ApiError 400 naming what is wrong. */
export function parseToxicChanges(text: unknown, kind: Kind): ToxicChanges {
  const { toxicity, attributes } = parse(text, toxicChanges, {});
  return { ...(toxicity === undefined ? {} : { toxicity }), attributes: integers(kind, attributes) };
}

/** Attributes that a kind does not have are passed over, as in the original. */
function integers({ attributes }: Kind, given: Readonly<Record<string, unknown>> = {}): Partial<Attributes> {
  const known = attributes.filter((name) => given[name] !== undefined && given[name] !== null);
  return Object.fromEntries(
    known.map((name) => {
      const value = given[name];
      if (typeof value !== 'number' || !Number.isSafeInteger(value))
        throw badRequestBody(`attributes.${name}: expected an integer, got ${JSON.stringify(value)}`);
      return [name, value];
    }),
  );
}

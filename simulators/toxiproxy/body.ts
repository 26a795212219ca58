/** Request bodies. As in Toxiproxy a body is JSON whatever its content type says, and `null` leaves a field as it was. */
import { z } from 'zod';
import { badRequestBody } from './api-error.ts';

const kept = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? undefined);
const proxyBody = z.object({
  name: kept(z.string()),
  listen: kept(z.string()),
  upstream: kept(z.string()),
  enabled: kept(z.boolean()),
});
export type ProxyBody = z.infer<typeof proxyBody>;

/** @throws ApiError 400 naming what is wrong. */
export function parseProxyBody(text: unknown): ProxyBody {
  if (typeof text !== 'string' || text.trim() === '') throw badRequestBody('EOF');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badRequestBody(error instanceof Error ? error.message : String(error));
  }
  const parsed = proxyBody.safeParse(json ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badRequestBody(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not understood'}`);
  }
  return parsed.data;
}

/** The fields that are present, for an update. */
export function presentFields<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };
}

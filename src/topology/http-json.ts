import type { z } from 'zod';

/**
 * GETs `url` and checks it against `schema`. Null when there is no 2xx answer within `timeoutMs`: refused, timed out or
 * an error status. @throws Error when there is one that breaks the contract, which is no outage but a finding.
 */
export async function getJson<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  timeoutMs: number,
): Promise<z.infer<Schema> | null> {
  let body: string;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    body = await response.text();
    if (!response.ok) return null;
  } catch {
    return null;
  }
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `GET ${url} breaks the contract at ${issue?.path.join('.') || 'its root'}: ${issue?.message ?? 'not understood'}`,
  );
}

/** POSTs and expects 2xx. @throws Error with the status and body otherwise. */
export async function post(url: string, timeoutMs: number): Promise<void> {
  const response = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(timeoutMs) });
  const body = await response.text();
  if (!response.ok) throw new Error(`POST ${url} answered ${response.status}: ${body}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

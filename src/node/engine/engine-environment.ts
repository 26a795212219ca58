import { z } from 'zod';
import { usageError } from '../../common/muster-error.ts';
import { isOwnHost } from '../../common/own-network.ts';
import { engineEnvironment, type VenueConnection, venueConnections } from '../../contract/engine.ts';

export interface EngineEnvironment {
  readonly venues: readonly VenueConnection[];
  /** 0 for any free port. */
  readonly httpPort: number;
  /** Left out: the journal's own default. */
  readonly segmentBytes: number | undefined;
}

const segmentBytesBounds = { min: 4096, max: 2 ** 30 } as const;

/** Reads what an engine process is told by its environment. @throws MusterError (exit 3) naming the variable, and for a venue that is not on this machine. */
export function readEngineEnvironment(environment: Readonly<Record<string, string | undefined>>): EngineEnvironment {
  const text = environment[engineEnvironment.venues];
  if (text === undefined || text === '')
    throw badVariable(engineEnvironment.venues, 'a JSON array of venue connections', text);
  const parsed = venueConnections.safeParse(parsedJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    throw badVariable(
      engineEnvironment.venues,
      'a JSON array of venue connections',
      `${issue?.message ?? 'other text'}${where}`,
    );
  }
  const names = parsed.data.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw badVariable(engineEnvironment.venues, 'venues with different names', names.join(', '));
  for (const venue of parsed.data) refuseRealExchange(venue, environment);
  const port = z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .safeParse(environment[engineEnvironment.httpPort] ?? '0');
  if (!port.success)
    throw badVariable(engineEnvironment.httpPort, 'a port number', environment[engineEnvironment.httpPort]);
  return { venues: parsed.data, httpPort: port.data, segmentBytes: segmentBytesOf(environment) };
}

function segmentBytesOf(environment: Readonly<Record<string, string | undefined>>): number | undefined {
  const text = environment[engineEnvironment.segmentBytes];
  if (text === undefined || text === '') return undefined;
  const { min, max } = segmentBytesBounds;
  const bytes = z.coerce.number().int().min(min).max(max).safeParse(text);
  if (bytes.success) return bytes.data;
  throw badVariable(engineEnvironment.segmentBytes, `a whole number of bytes from ${min} to ${max}`, text);
}

const links = { orderEntryUrl: /^https?:$/, userStreamUrl: /^wss?:$/, marketDataUrl: /^wss?:$/ } as const;

/** Muster never sends an order to a real exchange: only addresses of this machine, or of a container's own networks, are accepted. */
function refuseRealExchange(venue: VenueConnection, environment: Readonly<Record<string, string | undefined>>): void {
  for (const [name, protocol] of Object.entries(links) as [keyof typeof links, RegExp][]) {
    const url = URL.parse(venue[name]);
    if (url === null || !protocol.test(url.protocol)) {
      throw badVariable(engineEnvironment.venues, `a URL as ${name} of venue ${venue.name}`, venue[name]);
    }
    if (!isOwnHost(url.hostname, environment)) {
      throw usageError(
        'venue-not-local',
        `Expected ${name} of venue ${venue.name} to be a simulated venue on this machine, got ${url.host}: a venue URL that may be a real exchange is refused`,
      );
    }
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badVariable(name: string, expected: string, got: string | undefined) {
  return usageError(
    'bad-environment',
    `Expected ${name} to be ${expected}, got ${got === undefined ? 'nothing' : got}`,
  );
}

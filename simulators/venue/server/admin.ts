import Fastify, { type FastifyInstance } from 'fastify';
import { holdRequest, type VenueStatus } from '../../../src/contract/venue-admin.ts';
import { accountBook } from '../accounts/account.ts';
import type { MarketState } from '../market/simulated-market.ts';
import type { Venue } from '../venue.ts';

/** The admin port of src/contract/venue-admin.ts. Every action is a `control` row. */
export function createAdmin(venue: Venue, ledgerFile: string, market: () => MarketState): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  const note = (action: string, detail: Record<string, string> = {}) =>
    venue.ledger.append({ kind: 'control', action, detail });

  app.get('/status', () => statusOf(venue, ledgerFile, market()));
  app.post('/matching/pause', (_request, reply) => {
    note('matching paused');
    venue.exchange.pause();
    reply.code(204).send();
  });
  app.post('/matching/resume', (_request, reply) => {
    note('matching resumed');
    venue.exchange.resume();
    reply.code(204).send();
  });
  app.post('/holds', (request, reply) => {
    const asked = holdRequest.safeParse(request.body);
    if (!asked.success) {
      reply.code(400).send({ error: `Expected a hold as the venue's admin contract has it: ${asked.error.message}` });
      return;
    }
    const id = venue.holds.add(asked.data);
    const { operation, point, count, symbol } = asked.data;
    note('hold added', { id, operation, point, count: String(count), ...(symbol === undefined ? {} : { symbol }) });
    reply.code(201).send({ id });
  });
  app.get('/holds', () => venue.holds.list());
  app.post<{ Params: { id: string } }>('/holds/:id/release', (request, reply) => {
    const { id } = request.params;
    note('hold released', { id });
    if (venue.holds.release(id)) reply.code(204).send();
    else reply.code(404).send({ error: `Expected the id of a hold, got ${id}` });
  });
  return app;
}

function statusOf(venue: Venue, file: string, market: MarketState): VenueStatus {
  const openBySymbol = Object.fromEntries(
    venue.instruments.map(({ symbol }) => [symbol, accountBook(venue.trader, symbol).open.size]),
  );
  const { accepted, fillsBySymbol, marketTrades } = venue.counts;
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
  return {
    venue: venue.name,
    monoNs: venue.clock.monotonicNs().toString(),
    ledger: { file, rows: venue.ledger.rows },
    matching: venue.exchange.paused ? 'paused' : 'running',
    orders: { accepted, open: sum(Object.values(openBySymbol)), openBySymbol },
    fills: sum(fillsBySymbol.values()),
    fillsBySymbol: Object.fromEntries(venue.instruments.map(({ symbol }) => [symbol, fillsBySymbol.get(symbol) ?? 0])),
    marketTrades,
    userStreams: venue.userStreams.count,
    market,
  };
}

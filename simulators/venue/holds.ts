/**
 * Holds stop requests at an exact point so that the harness can strike there. `after-fill` is reached when the fill of
 * an order the operation placed has left on the user stream; the order's reply, if it has not left yet, stays.
 */
import type { z } from 'zod';
import type { holdRequest, holdState } from '../../src/contract/venue-admin.ts';

export type HoldPoint = z.infer<typeof holdRequest>['point'];
type HoldState = z.infer<typeof holdState>;

export interface HeldRequest {
  readonly request: string;
  readonly operation: string;
  readonly symbol: string | null;
  readonly clientOrderId: string | null;
}

interface Hold {
  readonly id: string;
  readonly asked: z.infer<typeof holdRequest>;
  readonly held: HoldState['held'][number][];
  readonly waiting: (() => void)[];
  released: boolean;
}

export class Holds {
  readonly #holds: Hold[] = [];
  readonly #monotonicNs: () => bigint;

  constructor(monotonicNs: () => bigint) {
    this.#monotonicNs = monotonicNs;
  }

  add(asked: z.infer<typeof holdRequest>): string {
    const id = String(this.#holds.length + 1);
    this.#holds.push({ id, asked, held: [], waiting: [], released: false });
    return id;
  }

  list(): HoldState[] {
    return this.#holds.map(({ id, asked, held, released }) => ({
      id,
      operation: asked.operation,
      point: asked.point,
      count: asked.count,
      held: [...held],
      released,
    }));
  }

  /** @returns false when there is no such hold. Held requests go on in the order in which they came. */
  release(id: string): boolean {
    const hold = this.#holds.find((candidate) => candidate.id === id);
    if (hold === undefined) return false;
    hold.released = true;
    for (const proceed of hold.waiting.splice(0)) proceed();
    return true;
  }

  /** Lists the request at that point; answers the hold it has to wait for, or null. */
  reach(point: HoldPoint, request: HeldRequest): Hold | null {
    const hold = this.#holds.find(
      ({ asked, held, released }) =>
        !released &&
        asked.point === point &&
        asked.operation === request.operation &&
        (asked.symbol === undefined || asked.symbol === request.symbol) &&
        held.length < asked.count,
    );
    if (hold === undefined) return null;
    const { request: id, clientOrderId } = request;
    hold.held.push({ request: id, clientOrderId, monoNs: this.#monotonicNs().toString() });
    return hold;
  }

  /** The unreleased after-fill hold that already lists this request. */
  afterFillOf(request: string): Hold | null {
    const lists = ({ asked, held, released }: Hold) =>
      !released && asked.point === 'after-fill' && held.some((entry) => entry.request === request);
    return this.#holds.find(lists) ?? null;
  }

  wait(hold: Hold, proceed: () => void): void {
    hold.waiting.push(proceed);
  }
}

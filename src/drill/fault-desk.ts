/** Injects and undoes a drill's faults, and keeps their records. A fault that was not proven ends the drill without a verdict. */
import { type Fault, faultRecord } from '../faults/fault.ts';
import type { FaultRecord } from '../record/schema.ts';
import type { Timeline } from './timeline.ts';
import { InconclusiveError } from './wait.ts';

export class FaultDesk {
  readonly #timeline: Timeline;
  readonly #records: FaultRecord[];
  readonly #injected: { readonly fault: Fault; record: FaultRecord; undone: boolean }[] = [];

  constructor(timeline: Timeline, records: FaultRecord[]) {
    this.#timeline = timeline;
    this.#records = records;
  }

  /** @throws InconclusiveError when the fault is not available or was not proven. */
  async inject(fault: Fault): Promise<FaultRecord> {
    const unavailable = await fault.unavailable();
    if (unavailable !== null) throw new InconclusiveError(`fault ${fault.id} cannot strike: ${unavailable}`);
    const record = faultRecord(fault, await fault.inject(), null);
    this.#injected.push({ fault, record, undone: false });
    this.#records.push(record);
    const requested = BigInt(record.requestedMonoNs);
    this.#timeline.faultAt(requested);
    this.#timeline.addAt(requested, 'harness', `fault ${fault.id}: ${fault.type} on ${fault.target}`);
    if (record.provenMonoNs === null) {
      throw new InconclusiveError(`fault ${fault.id} was not proven: ${record.effect?.statement}`);
    }
    this.#timeline.addAt(BigInt(record.provenMonoNs), 'harness', `proven from outside: ${record.effect?.statement}`);
    return record;
  }

  /** @throws InconclusiveError when the proof of undoing fails. */
  async undo(fault: Fault): Promise<FaultRecord> {
    const injected = this.#injected.find((one) => one.fault === fault);
    if (injected === undefined) throw new Error(`fault ${fault.id} was never injected`);
    const proof = await fault.undo();
    const { requestedMonoNs, requestedWall, provenMonoNs, effect } = injected.record;
    const record = faultRecord(fault, { requestedMonoNs, requestedWall, provenMonoNs, effect }, proof);
    this.#records[this.#records.indexOf(injected.record)] = record;
    injected.record = record;
    injected.undone = true;
    this.#timeline.add('harness', `fault ${fault.id} undone: ${proof.statement}`);
    if (!proof.holds) throw new InconclusiveError(`fault ${fault.id} could not be undone: ${proof.statement}`);
    return record;
  }

  /** Ends every fault that still stands, the newest first, whatever happened before. Problems become timeline lines. */
  async undoAll(): Promise<void> {
    for (const { fault, undone } of this.#injected.toReversed()) {
      if (!undone) await this.undo(fault).catch((error: unknown) => this.#timeline.add('harness', String(error)));
    }
  }
}

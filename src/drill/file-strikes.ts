/**
 * Faults on the files of the stopped engine, each placed by what the copy made before it shows, proven by its own bytes,
 * and told to the checks as damage with the answer it calls for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DamageAnswer } from '../checks/index.ts';
import { isBaseCheckpointFile, isCheckpointFile } from '../contract/engine.ts';
import type { Fault } from '../faults/fault.ts';
import { flipByte } from '../faults/flip-byte.ts';
import { removeFiles } from '../faults/remove-files.ts';
import { restoreBackup } from '../faults/restore-backup.ts';
import { truncateFile } from '../faults/truncate-file.ts';
import { systemClock as clock } from '../node/clock.ts';
import type { FaultRecord } from '../record/schema.ts';
import type { RunningSystem } from '../topology/running-system.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { type IntentPlace, type JournalPlaces, journalPlaces, segmentBelow } from './journal-places.ts';
import { acceptedOrders } from './ledger-facts.ts';
import type { Observations } from './observations.ts';
import { InconclusiveError } from './wait.ts';

/** Of a fill: an open order's quantity would be healed by the next query, a fill is asked for only once. */
const fillQuantity = /"tradeId":\d+[^{}]*?"quantity":"([\d.]+)"/;
/** A base checkpoint may hold no fill yet. */
const headSequence = /"sequence":"(\d+)"/;
/** So many intents behind a flipped one that it cannot stand in the last batch, where damage is a torn tail. */
const intentsBehind = 20;

export interface FileStrikesParts {
  readonly system: RunningSystem;
  readonly observations: Observations;
  readonly evidence: EvidenceFolder;
  readonly inject: (fault: Fault) => Promise<FaultRecord>;
}

export class FileStrikes {
  readonly #parts: FileStrikesParts;

  constructor(parts: FileStrikesParts) {
    this.#parts = parts;
  }

  /** One digit of a fill's quantity in the newest checkpoint: the text stays well-formed, only a checksum can tell. */
  async flipNewestCheckpoint(id: string): Promise<void> {
    const newest = this.#files(isCheckpointFile).at(-1);
    if (newest === undefined) throw new InconclusiveError('the data directory holds no checkpoint yet');
    await this.#flip(id, newest, fillQuantity, 'other generation');
  }

  /** The same in every recent generation; one from before the first fill has the sequence it holds flipped. */
  async flipRecentCheckpoints(id: string, answer: DamageAnswer): Promise<void> {
    for (const [index, file] of this.#files(isCheckpointFile).toReversed().entries()) {
      const text = readFileSync(join(this.#parts.system.dataDirectory, file), 'latin1');
      await this.#flip(`${id}-${index + 1}`, file, fillQuantity.test(text) ? fillQuantity : headSequence, answer);
    }
  }

  /** One digit in each copy of the base checkpoint. */
  async flipBaseCheckpoints(id: string, answer: DamageAnswer): Promise<void> {
    for (const [index, file] of this.#files(isBaseCheckpointFile).entries()) {
      await this.#flip(`${id}-${index + 1}`, file, headSequence, answer);
    }
  }

  /**
   * Cuts the journal in the middle of the record of an intent above the newest checkpoint that its venue has accepted.
   * @returns how many intents stood behind the cut, and how many of those the venues had accepted.
   */
  async cutJournal(id: string): Promise<{ readonly intents: number; readonly accepted: number }> {
    const places = await this.#places();
    const accepted = acceptedOrders(this.#parts.system);
    const isAccepted = ({ venue, clientOrderId }: IntentPlace) => accepted.has(`${venue} ${clientOrderId}`);
    const above = places.intents.filter(({ sequence }) => sequence > places.checkpointSequence);
    const last = places.segments.at(-1)?.file;
    const candidates = above.filter((place) => isAccepted(place) && place.file === last);
    const chosen = candidates[Math.floor(candidates.length / 2)];
    if (chosen === undefined) throw new InconclusiveError('no accepted order stands above the newest checkpoint');
    const file = join(this.#parts.system.dataDirectory, chosen.file);
    const bytes = chosen.offset + Math.floor(chosen.clientOrderId.length / 2);
    const cut = async () => ({ file, bytes });
    const target = `the journal, in the record of intent ${chosen.clientOrderId}`;
    await this.#parts.inject(truncateFile({ id, target, cut, owner: this.#owner, clock }));
    this.#damaged(chosen.file, bytes, 'tail cut');
    const lost = above.filter(({ sequence }) => sequence >= chosen.sequence);
    return { intents: lost.length, accepted: lost.filter(isAccepted).length };
  }

  /** One digit of a client order id between the newest checkpoint and the last durable batch. */
  async flipJournalAbove(id: string): Promise<void> {
    const { intents, checkpointSequence } = await this.#places();
    const place = intents.slice(0, -intentsBehind).find(({ sequence }) => sequence > checkpointSequence);
    if (place === undefined) throw new InconclusiveError('too little stands above the newest checkpoint');
    await this.#flipIntent(id, place, 'refused');
  }

  /** One digit of a client order id in a retained segment that no replay from the newest checkpoint reads. */
  async flipJournalBelow(id: string): Promise<void> {
    const places = await this.#places();
    const file = segmentBelow(places);
    const place = places.intents.find((one) => one.file === file);
    if (place === undefined) throw new InconclusiveError('no whole segment lies below the newest checkpoint');
    await this.#flipIntent(id, place, 'retired');
  }

  /** A whole segment above the newest checkpoint, the last one excepted. @returns the fault, whose undoing puts it back. */
  async deleteSegmentAbove(id: string): Promise<Fault> {
    const { segments, checkpointSequence } = await this.#places();
    const file = segments.slice(0, -1).find(({ firstIntent }) => (firstIntent ?? 0n) > checkpointSequence)?.file;
    if (file === undefined)
      throw new InconclusiveError('no whole segment but the last lies above the newest checkpoint');
    return this.#remove(id, 'a journal segment above the newest checkpoint', [file], 'refused');
  }

  /** A whole segment below the newest checkpoint. */
  async deleteSegmentBelow(id: string): Promise<void> {
    const file = segmentBelow(await this.#places());
    if (file === undefined) throw new InconclusiveError('no whole segment lies below the newest checkpoint');
    await this.#remove(id, 'a journal segment below the newest checkpoint', [file], 'retired');
  }

  /** The journal's beginning, as a retention that went too far would take it. */
  async deleteOldestSegments(id: string, count: number): Promise<void> {
    const { segments } = await this.#places();
    if (segments.length < count + 2)
      throw new InconclusiveError(`the journal has ${segments.length} segments, expected at least ${count + 2}`);
    const files = segments.slice(0, count).map(({ file }) => file);
    await this.#remove(id, `the oldest ${count} journal segments`, files, 'refused');
  }

  /** The whole directory by an older copy of it. @param folder of the copy, inside the drill's evidence */
  restoreBackup(id: string, folder: string): Promise<FaultRecord> {
    const { system, evidence, inject } = this.#parts;
    const backup = evidence.path(folder);
    return inject(restoreBackup({ id, directory: system.dataDirectory, backup, owner: this.#owner, clock }));
  }

  async #remove(id: string, target: string, names: readonly string[], answer: DamageAnswer): Promise<Fault> {
    const files = async () => names.map((name) => join(this.#parts.system.dataDirectory, name));
    const fault = removeFiles({
      id,
      target,
      files,
      restore: names.length === 1 && answer === 'refused',
      owner: this.#owner,
      clock,
    });
    await this.#parts.inject(fault);
    for (const name of names) this.#damaged(name, null, answer);
    return fault;
  }

  #flipIntent(id: string, { clientOrderId, file }: IntentPlace, answer: DamageAnswer): Promise<void> {
    const [, prefix = '', number = ''] = /^(.*?)(\d+)$/.exec(clientOrderId) ?? [];
    return this.#flip(id, file, new RegExp(`${prefix.replaceAll(/\W/g, '.')}(${number})`), answer);
  }

  async #flip(id: string, name: string, pattern: RegExp, answer: DamageAnswer): Promise<void> {
    const file = async () => join(this.#parts.system.dataDirectory, name);
    const target = `${name} of the engine`;
    const { effect } = await this.#parts.inject(flipByte({ id, target, file, pattern, owner: this.#owner, clock }));
    const place = /at offset (\d+) of (\S+)/.exec(effect?.statement ?? '');
    if (place === null) throw new Error(`the proof of fault ${id} names no place: ${effect?.statement}`);
    this.#damaged(basename(place[2] ?? ''), Number(place[1]), answer);
  }

  #damaged(file: string, offset: number | null, answer: DamageAnswer): void {
    this.#parts.observations.damage.push({ file, offset, answer });
  }

  readonly #owner = () => this.#parts.system.engineProcess();

  /** Names in the directory, ascending. */
  #files(isWanted: (name: string) => boolean): string[] {
    return readdirSync(this.#parts.system.dataDirectory).filter(isWanted).sort();
  }

  /** By the newest copy, which was made just now of the engine that is gone. */
  #places(): Promise<JournalPlaces> {
    const copy = this.#parts.observations.journalCopies.at(-1);
    if (copy === undefined) throw new Error('the journal must be copied before it is damaged');
    return journalPlaces(this.#parts.evidence.path(copy.folder));
  }
}

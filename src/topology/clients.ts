/** The system's control interfaces, typed by the contract. A null answer means none: refused or timed out. */
import {
  type EngineHealth,
  type EngineRecovery,
  type EngineState,
  engineHealth,
  engineRecovery,
  engineState,
} from '../contract/engine.ts';
import { type SupervisorStatus, supervisorStatus } from '../contract/supervisor.ts';
import { type VenueStatus, venueStatus } from '../contract/venue-admin.ts';
import { getJson, post } from './http-json.ts';

const answerWithinMs = 1000;
/** A state lists every fill of the day and waits until it is durable. */
const stateWithinMs = 5000;

export interface EngineClient {
  health(): Promise<EngineHealth | null>;
  recovery(): Promise<EngineRecovery | null>;
  /** `resumed`: as captured with the last `resumed` record; null before the first. */
  state(at?: 'resumed'): Promise<EngineState | null>;
}

export function engineClient(url: string): EngineClient {
  return {
    health: () => getJson(`${url}/health`, engineHealth, answerWithinMs),
    recovery: () => getJson(`${url}/recovery`, engineRecovery, answerWithinMs),
    state: (at) => getJson(`${url}/state${at === undefined ? '' : `?at=${at}`}`, engineState, stateWithinMs),
  };
}

export interface SupervisorClient {
  status(): Promise<SupervisorStatus | null>;
  hold(): Promise<void>;
  release(): Promise<void>;
  /** Resolves when the engine was told, not when it has ended. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export function supervisorClient(url: string): SupervisorClient {
  return {
    status: () => getJson(`${url}/status`, supervisorStatus, answerWithinMs),
    hold: () => post(`${url}/hold`, answerWithinMs),
    release: () => post(`${url}/release`, answerWithinMs),
    stop: () => post(`${url}/stop`, answerWithinMs),
    start: () => post(`${url}/start`, answerWithinMs),
  };
}

export interface VenueClient {
  status(): Promise<VenueStatus | null>;
  pauseMatching(): Promise<void>;
  resumeMatching(): Promise<void>;
}

export function venueClient(adminUrl: string): VenueClient {
  return {
    status: () => getJson(`${adminUrl}/status`, venueStatus, answerWithinMs),
    pauseMatching: () => post(`${adminUrl}/matching/pause`, answerWithinMs),
    resumeMatching: () => post(`${adminUrl}/matching/resume`, answerWithinMs),
  };
}

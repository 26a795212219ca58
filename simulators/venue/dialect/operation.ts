import type { ApiKey } from '../accounts/keys.ts';
import type { Venue } from '../venue.ts';
import type { Params } from './parameters.ts';

/** A request as one transport read it. */
export interface ReceivedRequest {
  /** `x-mbx-uuid`, or the client's own id on the WebSocket API. */
  readonly id: string;
  readonly connection: number;
  readonly transport: 'rest' | 'ws-api';
  readonly operation: string;
  /** Without the signature. */
  readonly params: Params;
  readonly apiKey: string | null;
  readonly signature: string | null;
  /** What the signature was made over. */
  readonly payload: string;
}

/** A request whose sender is known. */
export interface SignedRequest extends ReceivedRequest {
  readonly key: ApiKey;
}

interface OperationRules {
  /** Known parameters, besides those of every signed request. */
  readonly parameters: readonly string[];
  readonly weight: number;
}

export type Operation =
  | (OperationRules & { readonly signed: false; answer(venue: Venue, request: ReceivedRequest): unknown })
  | (OperationRules & { readonly signed: true; answer(venue: Venue, request: SignedRequest): unknown });

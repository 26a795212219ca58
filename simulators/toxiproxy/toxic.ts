import type { Attributes, Kind } from './toxics/kinds.ts';

export const directions = ['upstream', 'downstream'] as const;
/** `upstream`: from the client to the server; `downstream`: back. */
export type Direction = (typeof directions)[number];

/** One toxic of a proxy. An update changes toxicity and attributes in place; connections see it at once. */
export interface Toxic {
  readonly name: string;
  readonly type: string;
  readonly stream: Direction;
  /** Share of the connections it strikes, 0 to 1. */
  toxicity: number;
  readonly attributes: Attributes;
  readonly kind: Kind;
}

export interface ToxicView {
  readonly attributes: Attributes;
  readonly name: string;
  readonly type: string;
  readonly stream: Direction;
  readonly toxicity: number;
}

export const toxicView = ({ attributes, name, type, stream, toxicity }: Toxic): ToxicView => ({
  attributes: { ...attributes },
  name,
  type,
  stream,
  toxicity,
});

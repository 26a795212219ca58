/** The toxics of one proxy, in the order they were added; names are unique over both directions. They outlive the connections. */
import { toxicAlreadyExists, toxicNotFound } from './api-error.ts';
import { type Direction, directions, type Toxic, type ToxicView, toxicView } from './toxic.ts';

export class ToxicChain {
  readonly #toxics: Toxic[] = [];

  of(direction: Direction): readonly Toxic[] {
    return this.#toxics.filter(({ stream }) => stream === direction);
  }

  get all(): readonly Toxic[] {
    return directions.flatMap((direction) => this.of(direction));
  }

  views(): readonly ToxicView[] {
    return this.all.map(toxicView);
  }

  /** @throws ApiError 404 */
  find(name: string): Toxic {
    const toxic = this.#toxics.find((each) => each.name === name);
    if (toxic === undefined) throw toxicNotFound();
    return toxic;
  }

  /** @throws ApiError 409 */
  add(toxic: Toxic): void {
    if (this.#toxics.some(({ name }) => name === toxic.name)) throw toxicAlreadyExists();
    this.#toxics.push(toxic);
  }

  remove(toxic: Toxic): void {
    this.#toxics.splice(this.#toxics.indexOf(toxic), 1);
  }
}

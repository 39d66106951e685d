import { INTERESTING_EVENTS } from './events/index.js';
import type { Random } from './random.js';
import type { EventBuilder } from './scene.js';

/** Deals out the cases of interesting events, so that each comes up before any comes up again. */
export class CaseDealer {
  readonly #random: Random;
  readonly #anywhere = INTERESTING_EVENTS.filter((event) => !event.onlyInUsEast1);
  readonly #usEast1 = INTERESTING_EVENTS.filter((event) => event.onlyInUsEast1);
  readonly #decks = new Map<readonly EventBuilder[], EventBuilder[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  next(region: string): EventBuilder {
    const global = region === 'us-east-1' && this.#random.chance(0.5);
    return this.#draw(global ? this.#usEast1 : this.#anywhere);
  }

  #draw(cases: readonly EventBuilder[]): EventBuilder {
    const card = this.#decks.get(cases)?.pop();
    if (card) return card;
    this.#decks.set(cases, this.#random.shuffled(cases));
    return this.#draw(cases);
  }
}

// A small seeded random number generator (mulberry32), so that every run uses the same documents.

export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from 0 (inclusive) to the bound (exclusive). */
  below(bound) {
    return Math.floor(this.next() * bound);
  }

  /** True with the given probability in percent. */
  chance(percent) {
    return this.below(100) < percent;
  }

  /** A random item. */
  of(items) {
    return items[this.below(items.length)];
  }
}

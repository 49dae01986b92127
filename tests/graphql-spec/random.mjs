// A small generator of random numbers with a seed (mulberry32): the documents are the same in every run.

export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number below the bound. */
  below(bound) {
    return Math.floor(this.next() * bound);
  }

  /** True so many times in a hundred. */
  chance(percent) {
    return this.below(100) < percent;
  }

  /** One of the items. */
  of(items) {
    return items[this.below(items.length)];
  }
}

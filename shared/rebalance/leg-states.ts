/** What is required after sets of legs, each looked at once. A set is the sum of its legs' bits. */
export class LegStates {
  /** of all legs */
  readonly all: number;
  readonly legs: number;
  /** per leg its power of two; by doubling and division throughout, as bit operators end at 32 legs */
  readonly bits: readonly number[];
  readonly #requirementAfter: (done: readonly number[]) => number;
  readonly #known = new Map<number, number>();

  constructor(legs: number, requirementAfter: (done: readonly number[]) => number) {
    this.legs = legs;
    this.bits = bitsOf(legs);
    this.all = this.bits.reduce((sum, bit) => sum + bit, 0);
    this.#requirementAfter = requirementAfter;
  }

  get evaluations(): number {
    return this.#known.size;
  }

  requirement(set: number): number {
    const known = this.#known.get(set);
    if (known !== undefined) return known;
    const value = this.#requirementAfter(this.#members(set));
    this.#known.set(set, value);
    return value;
  }

  /** The sets that have one leg more, least requirement first, of equals the lowest leg. */
  after(set: number): { readonly leg: number; readonly set: number; readonly requirement: number }[] {
    return this.bits
      .flatMap((bit, leg) => (has(set, bit) ? [] : [{ leg, set: set + bit, requirement: this.requirement(set + bit) }]))
      .toSorted((a, b) => a.requirement - b.requirement);
  }

  /** No order has a peak below what is required after all legs, after the cheapest first one, and before the cheapest last one. */
  leastPeak(): number {
    const single = this.bits.map((bit) => this.requirement(bit));
    const butOne = this.bits.map((bit) => this.requirement(this.all - bit));
    const beforeLast = this.legs > 1 ? Math.min(...butOne) : Number.NEGATIVE_INFINITY;
    return Math.max(this.requirement(this.all), Math.min(...single), beforeLast);
  }

  #members(set: number): number[] {
    return this.bits.flatMap((bit, leg) => (has(set, bit) ? [leg] : []));
  }
}

function bitsOf(legs: number): number[] {
  const bits: number[] = [];
  for (let bit = 1; bits.length < legs; bit *= 2) bits.push(bit);
  return bits;
}

function has(set: number, bit: number): boolean {
  return Math.floor(set / bit) % 2 === 1;
}

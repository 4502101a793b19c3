import { absolute, type Dual, fixed, plus, smaller, times, total } from './dual.ts';
import type { Period } from './span-file.ts';

/** Below this part of the gross delta nothing is left: what remains is rounding. */
const ROUNDING_FRACTION = 2 ** -40;

/** The deltas of one commodity by period, from the front, as spreads consume them. */
export class DeltaPool {
  readonly periods: readonly Period[];
  readonly initial: readonly Dual[];
  readonly #remaining: Dual[];
  readonly #size: number;
  readonly #negligible: number;

  /** @param size of the procedure's arguments */
  constructor(periods: readonly Period[], deltas: readonly Dual[], size: number) {
    this.periods = periods;
    this.initial = deltas;
    this.#remaining = [...deltas];
    this.#size = size;
    this.#negligible = ROUNDING_FRACTION * deltas.reduce((sum, { value }) => sum + Math.abs(value), 0);
  }

  get remaining(): readonly Dual[] {
    return this.#remaining;
  }

  /** What is left on one side of the market in some periods: `Σ max(sign · δ, 0)`. */
  available(periods: readonly number[], sign: 1 | -1): Dual {
    const open = periods.filter((m) => this.#isOpen(m, sign));
    return total(
      open.map((m) => times(sign, this.#remaining[m]!)),
      this.#size,
    );
  }

  /** What is left in some periods, both sides netted. */
  net(periods: readonly number[]): Dual {
    const left = total(
      periods.map((m) => this.#remaining[m]!),
      this.#size,
    );
    return Math.abs(left.value) <= this.#negligible ? fixed(0, this.#size) : left;
  }

  /** Takes an amount from the front periods on. */
  consume(periods: readonly number[], sign: 1 | -1, amount: Dual): void {
    let needed = amount;
    for (const m of periods) {
      if (needed.value <= this.#negligible) return;
      if (!this.#isOpen(m, sign)) continue;
      const taken = smaller(absolute(this.#remaining[m]!), needed);
      this.#remaining[m] = plus(this.#remaining[m]!, taken, -sign);
      needed = plus(needed, taken, -1);
    }
  }

  #isOpen(m: number, sign: 1 | -1): boolean {
    return sign * this.#remaining[m]!.value > this.#negligible;
  }
}

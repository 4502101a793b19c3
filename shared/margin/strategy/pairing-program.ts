import { type Affine, columnAffine, combineAffine, type LinearProblem, ProblemBuilder } from '../../optimise/index.ts';
import type { Candidates, IndexedOffset } from './candidates.ts';
import { type Measure, type OptionSeries, payoffAt } from './series.ts';
import type { Side } from './single-positions.ts';
import { kinksOf } from './spread-loss.ts';

/** What is held of one series: contracts > 0 and the side they are on. */
export type Held = { readonly index: number; readonly side: Side; readonly contracts: number };

/** A leg of a spread pool and the column of its contracts. */
export type PoolLeg = { readonly held: Held; readonly column: number };

/** A spread pool in the program: its legs, and the column of its loss. */
export type ProgramPool = { readonly legs: readonly PoolLeg[]; readonly loss: number };

export type PairingProgram = {
  readonly problem: LinearProblem;
  /** the columns of the offsets, in their order */
  readonly offsets: readonly { readonly offset: IndexedOffset; readonly column: number }[];
  readonly pools: readonly ProgramPool[];
  readonly holdings: ReadonlyMap<number, Held>;
  /** the columns that count contracts */
  readonly whole: readonly number[];
};

/**
 * The pairing of what is held as a program: how many of each offset and how many contracts of each series in each spread pool, at
 * the least cost. What is in neither is margined by itself, so costs are differences from single positions and nothing paired is a
 * feasible point:
 *
 *   min Σ single_j·|q_j| + Σ_k (c_k − Σ_j a_jk·single_j)·x_k + Σ_e t_e − Σ_je single_j·u_je
 *   Σ_k a_jk·x_k + Σ_e u_je ≤ |q_j|,   t_e ≥ −Σ_j ±u_je·m_j·payoff_j(K) for K = 0 and every strike,   legs of e balanced
 *
 * One pool per expiry of short options is enough, for the loss of two spreads together is never more than the sum of their losses.
 * Offsets that cost no less than their legs by themselves are left out.
 */
export function pairingProgram(candidates: Candidates, holdings: readonly Held[], measure: Measure): PairingProgram {
  const writer = new ProgramWriter(candidates, holdings, measure);
  writer.addOffsets();
  writer.addPools();
  return writer.finish();
}

class ProgramWriter {
  private readonly builder = new ProblemBuilder();
  private readonly objective: [number, Affine][] = [];
  private readonly uses = new Map<Held, [number, Affine][]>();
  private readonly offsets: { offset: IndexedOffset; column: number }[] = [];
  private readonly pools: ProgramPool[] = [];
  private readonly whole: number[] = [];
  private readonly heldAt: ReadonlyMap<number, Held>;
  private readonly candidates: Candidates;
  private readonly measure: Measure;

  constructor(candidates: Candidates, holdings: readonly Held[], measure: Measure) {
    this.candidates = candidates;
    this.measure = measure;
    this.heldAt = new Map(holdings.map((held) => [held.index, held]));
    for (const held of holdings) {
      this.uses.set(held, []);
      this.objective.push([1, { terms: new Map(), constant: this.single(held) * held.contracts }]);
    }
  }

  addOffsets(): void {
    for (const [k, offset] of this.candidates.offsets.entries()) {
      const legs = offset.legs.map((leg) => ({
        held: this.heldOnSide(leg.index, leg.quantity),
        quantity: Math.abs(leg.quantity),
      }));
      if (legs.some((leg) => leg.held === undefined)) continue;
      const alone = legs.reduce((total, { held, quantity }) => total + this.single(held!) * quantity, 0);
      const saving = alone - offset.offset.requirement[this.measure];
      if (saving <= 0) continue;
      const most = Math.min(...legs.map(({ held, quantity }) => held!.contracts / quantity));
      const column = this.wholeColumn(`offset/${k}`, most);
      this.offsets.push({ offset, column });
      this.objective.push([-saving, columnAffine(column)]);
      for (const { held, quantity } of legs) this.uses.get(held!)!.push([quantity, columnAffine(column)]);
    }
  }

  addPools(): void {
    for (const [e, pool] of this.candidates.pools.entries()) {
      const short = pool.short.flatMap((index) => this.heldOnSide(index, -1) ?? []);
      const rights = new Set(short.map((held) => this.option(held).right));
      const long = pool.long
        .flatMap((index) => this.heldOnSide(index, 1) ?? [])
        .filter((held) => !this.isBalanced || rights.has(this.option(held).right));
      if (short.length === 0 || long.length === 0) continue;
      this.addPool(`pool/${e}`, [...short, ...long]);
    }
  }

  finish(): PairingProgram {
    for (const [held, uses] of this.uses) {
      if (uses.length > 0) this.builder.addRow(`held/${held.index}`, combineAffine(uses), -Infinity, held.contracts);
    }
    const problem = this.builder.minimise(combineAffine(this.objective));
    return { problem, offsets: this.offsets, pools: this.pools, holdings: this.heldAt, whole: this.whole };
  }

  private addPool(id: string, holdings: readonly Held[]): void {
    const legs = holdings.map((held) => this.addLeg(`${id}/${held.index}`, held));
    const lossColumn = this.builder.addColumn(`${id}/loss`, 0, this.lossMost(holdings));
    this.pools.push({ legs, loss: lossColumn });
    const loss = columnAffine(lossColumn);
    this.objective.push([1, loss]);
    for (const price of kinksOf(holdings.map((held) => this.option(held)))) {
      const payoff = this.legSum(legs, (option) => payoffAt(option, price));
      this.builder.addRow(
        `${id}/@${price}`,
        combineAffine([
          [1, loss],
          [1, payoff],
        ]),
        0,
        Infinity,
      );
    }
    const upper = this.isBalanced ? 0 : Infinity;
    this.builder.addRow(
      `${id}/calls`,
      this.legSum(legs, ({ right }) => (right === 'call' ? 1 : 0)),
      0,
      upper,
    );
    if (this.isBalanced)
      this.builder.addRow(
        `${id}/puts`,
        this.legSum(legs, ({ right }) => (right === 'put' ? 1 : 0)),
        0,
        0,
      );
  }

  private addLeg(id: string, held: Held): PoolLeg {
    const column = this.wholeColumn(id, held.contracts);
    this.objective.push([-this.single(held), columnAffine(column)]);
    this.uses.get(held)!.push([1, columnAffine(column)]);
    return { held, column };
  }

  private legSum(legs: readonly PoolLeg[], perUnit: (option: OptionSeries) => number): Affine {
    return combineAffine(
      legs.map(({ held, column }) => {
        const option = this.option(held);
        const sign = held.side === 'long' ? 1 : -1;
        return [sign * option.multiplier * perUnit(option), columnAffine(column)];
      }),
    );
  }

  /** No balanced spread loses more than what its short options pay between the outermost strikes. */
  private lossMost(holdings: readonly Held[]): number {
    const prices = kinksOf(holdings.map((held) => this.option(held)));
    const span = prices.at(-1)!;
    return holdings
      .filter((held) => held.side === 'short')
      .reduce((total, held) => total + span * this.option(held).multiplier * held.contracts, 0);
  }

  private wholeColumn(id: string, most: number): number {
    const column = this.builder.addColumn(id, 0, most);
    this.whole.push(column);
    return column;
  }

  private get isBalanced(): boolean {
    return this.candidates.parameters.spreadLegs === 'balanced';
  }

  private heldOnSide(index: number, quantity: number): Held | undefined {
    const held = this.heldAt.get(index);
    return held?.side === (quantity > 0 ? 'long' : 'short') ? held : undefined;
  }

  private option(held: Held): OptionSeries {
    return this.candidates.series[held.index]! as OptionSeries;
  }

  private single({ index, side }: Held): number {
    return this.candidates.single(index, side, this.measure);
  }
}

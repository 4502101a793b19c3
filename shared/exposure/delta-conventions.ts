import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type FactorReturns, factorReturns, sampleCovariance, type Underlying } from '../market/index.ts';
import type { Book } from '../risk/index.ts';
import type { UnderlyingExposure } from './exposure.ts';

export const DELTA_CONVENTIONS = [
  'straight',
  'cash',
  'same-percentage',
  'perfect-correlation',
  'beta',
  'correlated',
] as const;
export type DeltaConvention = (typeof DELTA_CONVENTIONS)[number];

/** One number for the deltas of a book, by a named convention, in a named unit; null where the book or market can't be put so. */
export type AggregatedDelta = {
  readonly convention: DeltaConvention;
  readonly unit: string;
  readonly value: number | null;
  /** why there is no value */
  readonly reason?: string | undefined;
};

/** What the conventions need of one underlying: units of delta, price, and its facts. */
type Part = {
  readonly id: string;
  readonly delta: number;
  readonly price: number;
  readonly facts: Underlying | undefined;
};

/**
 * Deltas D_i of several underlyings as one number:
 *
 * straight `Σ D_i`, of one underlying only, as units of different things don't add; cash `Σ D_i·S_i`; same-percentage
 * `Σ D_i·S_i·0.01`; perfect-correlation `Σ D_i·S_i·σ_i`; beta `Σ D_i·S_i·β_i`; correlated
 * `√(ΣΣ D_iS_iσ_i·ρ_ij·D_jS_jσ_j)`, ρ of the market's history. σ is `volAnnual`.
 *
 * Source: the first four of IBKR's Risk Navigator; terms.md 9.
 */
export function aggregateDelta(
  book: Book,
  exposures: readonly UnderlyingExposure[],
  convention: DeltaConvention,
): AggregatedDelta {
  const parts = exposures.map(
    ({ underlying: id, raw, price }): Part => ({
      id,
      delta: raw.delta,
      price,
      facts: book.market.underlyings.get(id),
    }),
  );
  const value = VALUES[convention](parts, book);
  const unit = unitOf(convention, book, parts);
  return value.ok
    ? { convention, unit, value: value.value }
    : { convention, unit, value: null, reason: value.failure.detail };
}

type ValueOf = (parts: readonly Part[], book: Book) => Outcome<number>;

const VALUES: Readonly<Record<DeltaConvention, ValueOf>> = {
  straight: (parts) => (parts.length <= 1 ? succeed(parts[0]?.delta ?? 0) : unlike(parts)),
  cash: (parts) => succeed(weighted(parts, () => 1)),
  'same-percentage': (parts) => succeed(weighted(parts, () => 0.01)),
  'perfect-correlation': (parts) => withFact(parts, 'volAnnual', (vols) => weighted(parts, (i) => vols[i]!)),
  beta: (parts) => withFact(parts, 'beta', (betas) => weighted(parts, (i) => betas[i]!)),
  correlated: (parts, book) => {
    const vols = factsOf(parts, 'volAnnual');
    if (!vols.ok) return vols;
    const ids = parts.map(({ id }) => id);
    const history = factorReturns(book.market.snapshot.history, ids, { horizonDays: 1 });
    return history.ok ? correlatedDelta(parts, vols.value, history.value) : history;
  },
};

function unitOf(convention: DeltaConvention, { baseCurrency }: Book, parts: readonly Part[]): string {
  switch (convention) {
    case 'straight':
      return parts.length === 1 ? `units of ${parts[0]!.id}` : 'units of the underlying';
    case 'cash':
      return `${baseCurrency} per whole move of every price`;
    case 'same-percentage':
      return `${baseCurrency} per 1 % move of every price`;
    case 'perfect-correlation':
      return `${baseCurrency} per annual standard deviation of every price at once`;
    case 'beta':
      return `${baseCurrency} of the index that beta is against`;
    case 'correlated':
      return `${baseCurrency}, annual standard deviation`;
  }
}

function unlike(parts: readonly Part[]): Outcome<number> {
  return failAt(
    'not-applicable',
    '/aggregation',
    `deltas in units of ${parts.map(({ id }) => id).join(', ')} can't be added`,
  );
}

function weighted(parts: readonly Part[], weightOf: (index: number) => number): number {
  return parts.reduce((sum, { delta, price }, i) => sum + delta * price * weightOf(i), 0);
}

function withFact(
  parts: readonly Part[],
  fact: 'beta' | 'volAnnual',
  valueOf: (facts: readonly number[]) => number,
): Outcome<number> {
  const facts = factsOf(parts, fact);
  return facts.ok ? succeed(valueOf(facts.value)) : facts;
}

function factsOf(parts: readonly Part[], fact: 'beta' | 'volAnnual'): Outcome<number[]> {
  const missing = parts.find(({ facts }) => facts?.[fact] === undefined);
  if (missing === undefined) return succeed(parts.map(({ facts }) => facts![fact]!));
  return failAt('missing-market-data', '/market/underlyings', `${missing.id} states no ${fact}`);
}

function correlatedDelta(parts: readonly Part[], vols: readonly number[], history: FactorReturns): Outcome<number> {
  const covariance = sampleCovariance(history);
  const size = parts.length;
  const deviation = (i: number) => Math.sqrt(covariance[i * size + i]!);
  const still = parts.find((_, i) => !(deviation(i) > 0));
  if (still !== undefined)
    return failAt('invalid-input', '/market/history/closes', `the closes of ${still.id} never move`);
  const moves = parts.map(({ delta, price }, i) => delta * price * vols[i]!);
  let variance = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const correlation = i === j ? 1 : covariance[i * size + j]! / (deviation(i) * deviation(j));
      variance += moves[i]! * correlation * moves[j]!;
    }
  }
  return succeed(Math.sqrt(Math.max(0, variance)));
}

import { type Outcome, succeed } from '../../foundation/index.ts';
import { type Evaluation, outcomesOf } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import { withDollars } from '../dollars.ts';
import type { Formulation, MethodDetails } from '../method.ts';
import { addPools } from '../pools.ts';
import { type DeribitParameters, pairOf } from './parameters.ts';
import { type DeribitPool, deribitPool } from './pool.ts';
import { type PoolPlan, planPools } from './pool-plan.ts';
import { type RiskMatrix, riskMatrix } from './risk-matrix.ts';
import { formulateStandard } from './standard-margin.ts';
import { deribitWarnings } from './warnings.ts';

/**
 * Per pool, a settlement currency (S:PM) or all in dollars (X:PM):
 *
 * `matrix = worst(Σ_pairs aggregated(P·q)) + roll shock + delta shock + correlation contingency`
 * `initial = matrix + spot + market-maker protection + open orders`, `maintenance = 0.8 · matrix`
 *
 * P is the full revaluation from the model's price in 27 standard and 8 extended rows, in the pool's currency at its own prices
 * (a coin-settled contract in coin), turned into base currency at today's index. In dollars, mode `cross`, that is at the row's coin price,
 * and balances of the coin move with it. An option is discounted at the market's rate, 0 in markets imported from the venue.
 * Source: crypto-margin.md §1; both published responses of private/pme/simulate in test/conformance/margin/deribit-style.
 */
export function formulateDeribit(parameters: DeribitParameters): (book: Book) => Outcome<Formulation> {
  const matrices = new Map<string, RiskMatrix>();
  const matrixOf = ({ id, inCoin }: PoolPlan, underlying: string): RiskMatrix => {
    const key = `${id}|${underlying}`;
    const known = matrices.get(key);
    if (known !== undefined) return known;
    const made = riskMatrix(parameters, { pool: id, pair: pairOf(parameters, underlying)!, inCoin });
    matrices.set(key, made);
    return made;
  };
  return (book) =>
    parameters.mode === 'standard' ? formulateStandard(book, parameters) : formulateBook(book, parameters, matrixOf);
}

function formulateBook(
  book: Book,
  parameters: DeribitParameters,
  matrixOf: (plan: PoolPlan, underlying: string) => RiskMatrix,
): Outcome<Formulation> {
  const quoted = withDollars(book);
  if (!quoted.ok) return quoted;
  const plans = planPools(book, parameters);
  if (!plans.ok) return plans;
  const warnings = deribitWarnings(book, plans.value, parameters);
  const pools = plans.value.map((plan) => deribitPool(quoted.value, { plan, parameters, matrixOf }));
  return succeed({
    ...addPools(pools.map(({ pool }) => pool)),
    scenarios: plans.value.flatMap((plan) => {
      const first = plan.pairs[0];
      return first === undefined ? [] : matrixOf(plan, first.underlying).set.scenarios;
    }),
    // Each of them is about a part of the rule that isn't known.
    exactness: warnings.length === 0 ? 'exact' : 'approximate',
    warnings,
    isAlone: () => Object.keys(parameters.stated).length === 0,
    details: {
      nodes: pools.flatMap(({ gains }) => gains.map(({ raw }) => raw)),
      read: (evaluation) => vectorsOf(evaluation, pools, parameters),
    },
  });
}

/** The venue's vectors before dampening and offset, by pool and pair, in base currency. */
function vectorsOf(
  evaluation: Evaluation,
  pools: readonly DeribitPool[],
  { extendedMoves }: DeribitParameters,
): MethodDetails {
  const vectors = pools.map(({ pool, gains }) => {
    const byPair = gains.map(({ underlying, raw }) => {
      const row = Array.from(outcomesOf(evaluation, raw));
      const standardRows = row.length - extendedMoves.length;
      return [underlying, { standard: row.slice(0, standardRows), extended: row.slice(standardRows) }];
    });
    return [pool.id, Object.fromEntries(byPair)];
  });
  return { preAggregatedRiskVectors: Object.fromEntries(vectors) };
}

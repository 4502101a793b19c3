import { type Outcome, succeed } from '../../foundation/index.ts';
import type { Book } from '../../risk/index.ts';
import { withDollars } from '../dollars.ts';
import type { Formulation } from '../method.ts';
import { addPools } from '../pools.ts';
import { borrowPool } from './borrowing.ts';
import { type OkxParameters, valueFor } from './parameters.ts';
import { riskUnitsOf } from './risk-units.ts';
import { type OkxScenarios, okxScenarios } from './scenario-sets.ts';
import { unitPool } from './unit-pool.ts';
import { okxWarnings } from './warnings.ts';

/**
 * Per risk unit, the contracts on one coin:
 *
 * `MMR = max(max(MR1, MR2, MR6) + MR3 + MR4 + MR5 + MR9, MR7)`
 * `maintenance = Σ MMR + MR8`, `initial = 1.3 · Σ MMR (orders filled at their worst) + MR8 at its initial rates`
 *
 * P is the full revaluation in dollars. What no source lists (vol shocks, MR3, MR5, MR9, rates of most coins) is a parameter of the
 * caller's; without it the charge is left out and a warning says so, or options are not applicable.
 * Source: crypto-margin.md §2; the API documentation's example in test/conformance/margin/okx-style.
 */
export function formulateOkx(parameters: OkxParameters): (book: Book) => Outcome<Formulation> {
  const known = new Map<string, OkxScenarios>();
  const scenariosOf = (underlying: string): OkxScenarios => {
    const moves = valueFor(parameters.moves, underlying)!;
    const key = moves.join();
    const scenarios = known.get(key) ?? okxScenarios(parameters, moves);
    known.set(key, scenarios);
    return scenarios;
  };
  return (book) => formulateBook(book, parameters, scenariosOf);
}

function formulateBook(
  plain: Book,
  parameters: OkxParameters,
  scenariosOf: (underlying: string) => OkxScenarios,
): Outcome<Formulation> {
  const dollars = withDollars(plain);
  if (!dollars.ok) return dollars;
  const book = dollars.value;
  const units = riskUnitsOf(book, parameters);
  if (!units.ok) return units;
  const pools = units.value.map((unit) => unitPool(book, unit, scenariosOf(unit.underlying), parameters));
  const scenarios = units.value.flatMap(({ underlying }) => allScenarios(scenariosOf(underlying)));
  const warnings = okxWarnings(book, units.value, parameters);
  return succeed({
    ...addPools([...pools, borrowPool(book, parameters)]),
    scenarios,
    // Each of them is about a part of the rule that isn't known.
    exactness: warnings.length === 0 ? 'exact' : 'approximate',
    warnings,
  });
}

/** Each under its name once: the bands of MR1 share names, and the first stands for all. */
export function allScenarios({ mr1, mr2, mr6 }: OkxScenarios) {
  return [...mr1[0]!.set.scenarios, ...mr2.scenarios, ...mr6.scenarios];
}

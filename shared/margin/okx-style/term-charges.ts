import { timeToExpiryYears } from '../../market/index.ts';
import { absolute, type Expression, gross, line, marginalTiers, scale, sum } from '../../requirement/index.ts';
import { type Book, baseRate, greeksPerContract, type Line } from '../../risk/index.ts';
import { DOLLAR } from '../dollars.ts';
import { cashDeltaPerUnit, netCashDelta } from './cash-delta.ts';
import { type OkxParameters, valueFor } from './parameters.ts';
import type { RiskUnit } from './risk-units.ts';

const YEAR_DAYS = 365;

/** MR3: `Σ_e points(T_e)·|net vega_e|`; the caller's parametrisation of a rule that is not public. */
export function vegaTermCharge(book: Book, { contracts }: RiskUnit, { vegaMoves }: OkxParameters): Expression {
  if (vegaMoves === null) return sum([]);
  const byExpiry = Map.groupBy(optionsOf(book, contracts), (index) => expiryOf(book.lines[index]!)!);
  const move = (expiryMs: number) => {
    const days = timeToExpiryYears(book.market, expiryMs) * YEAR_DAYS;
    return vegaMoves.find(({ upToDays }) => upToDays === null || days <= upToDays)!.volPoints;
  };
  return sum(
    [...byExpiry.values()].map((lines) => absolute(netGreek(book, lines, 'vega'))),
    [...byExpiry.keys()].map(move),
  );
}

/** MR5: a parallel move of rates, `move·|net rho|`. */
export function rateCharge(book: Book, { contracts }: RiskUnit, { rateMove }: OkxParameters): Expression {
  if (rateMove === null) return sum([]);
  return scale(rateMove, absolute(netGreek(book, optionsOf(book, contracts), 'rho')));
}

/**
 * MR4: `Σ_e |net cash delta_e|·max(least move, move per year · T_e)`; perpetuals are one expiry and balances another, at the least
 * move. What isn't known counts as 0, and a warning says so.
 */
export function basisCharge(book: Book, unit: RiskUnit, parameters: OkxParameters): Expression {
  const least = valueFor(parameters.minBasisMove, unit.underlying) ?? 0;
  const annual = valueFor(parameters.basisRiskAnnual, unit.underlying) ?? 0;
  const byExpiry = Map.groupBy(
    [...unit.contracts, ...unit.balances].toSorted((a, b) => a - b),
    (index) => (unit.balances.includes(index) ? 'balances' : expiryOf(book.lines[index]!)),
  );
  const move = (expiry: string | number | null) =>
    typeof expiry === 'number' ? Math.max(least, annual * timeToExpiryYears(book.market, expiry)) : least;
  return sum(
    [...byExpiry.values()].map((lines) => absolute(netCashDelta(book, lines, unit.underlying))),
    [...byExpiry.keys()].map(move),
  );
}

/** MR7: marginal tiers of the raw charge `Σ_i |cash delta_i|·rate_i` of contracts. */
export function minimumCharge(book: Book, unit: RiskUnit, parameters: OkxParameters): Expression {
  const rates = unit.contracts.map((index) => {
    const known = minimumRate(book.lines[index]!, unit.underlying, parameters) ?? 0;
    return known * Math.abs(cashDeltaPerUnit(book, index, unit.underlying));
  });
  const dollar = baseRate(book, DOLLAR);
  const tiers = parameters.minimumChargeTiers.map(({ upToUsd, multiple }) => ({
    upTo: upToUsd === null ? Number.POSITIVE_INFINITY : upToUsd * dollar,
    rate: multiple,
  }));
  return marginalTiers(tiers, gross(unit.contracts, rates));
}

/** The rate of MR7 for a contract; null where it isn't known. */
export function minimumRate(each: Line, underlying: string, parameters: OkxParameters): number | null {
  const { minimumChargeRates, optionMinimumChargeRates } = parameters;
  const isOption = each.kind !== 'asset' && each.contract.instrument.kind === 'option';
  return valueFor(isOption ? optionMinimumChargeRates : minimumChargeRates, underlying);
}

function netGreek(book: Book, lines: readonly number[], greek: 'vega' | 'rho'): Expression {
  return line(
    lines,
    lines.map((index) => {
      const each = book.lines[index]!;
      return each.kind === 'asset' ? 0 : greeksPerContract(book, each.contract.instrument.id)[greek];
    }),
  );
}

export function optionsOf(book: Book, lines: readonly number[]): number[] {
  return lines.filter((index) => {
    const each = book.lines[index]!;
    return each.kind !== 'asset' && each.contract.instrument.kind === 'option';
  });
}

function expiryOf(each: Line): number | null {
  return each.kind !== 'asset' && 'expiryMs' in each.contract.instrument ? each.contract.instrument.expiryMs : null;
}

import type { Book } from '../../risk/index.ts';
import { unratedDebts } from './borrowing.ts';
import { moneysOf } from './depeg-charge.ts';
import { type OkxParameters, valueFor } from './parameters.ts';
import type { RiskUnit } from './risk-units.ts';
import { minimumRate, optionsOf } from './term-charges.ts';

/** What a requirement leaves out, each under a name that stays the same. */
export function okxWarnings(book: Book, units: readonly RiskUnit[], parameters: OkxParameters): string[] {
  return [
    ...units.flatMap((unit) => unitWarnings(book, unit, parameters)),
    ...unratedDebts(book, parameters).map((currency) => `mr8-not-counted: ${currency}; its rates are not known`),
  ];
}

function unitWarnings(book: Book, unit: RiskUnit, parameters: OkxParameters): string[] {
  const { id, underlying, contracts, balances, orders } = unit;
  const hasOptions = optionsOf(book, contracts).length > 0;
  const hasDeltaOne = contracts.length > optionsOf(book, contracts).length || balances.length > 0;
  const isDated = contracts.some((index) => isDatedContract(book, index));
  const unknownBasis =
    (hasDeltaOne && valueFor(parameters.minBasisMove, underlying) === null) ||
    (isDated && valueFor(parameters.basisRiskAnnual, underlying) === null);
  const unknownMinimum = contracts.some((index) => minimumRate(book.lines[index]!, underlying, parameters) === null);
  const hedges = moneysOf(book, unit).length > 1 && parameters.depegTiers === null;
  return [
    ...(hasOptions && parameters.vegaMoves === null ? [`mr3-not-counted: ${id}; the rule is not public`] : []),
    ...(unknownBasis ? [`mr4-not-counted-in-full: ${id}; a basis move is not known`] : []),
    ...(hasOptions && parameters.rateMove === null ? [`mr5-not-counted: ${id}; its size is not public`] : []),
    ...(unknownMinimum ? [`mr7-not-counted-in-full: ${id}; a rate is not known`] : []),
    ...(hedges ? [`mr9-not-counted: ${id}; its rates are not public`] : []),
    ...(orders.length > 0 ? [`open-orders-by-worst-fill: ${id}; the venue does not publish its rule`] : []),
  ];
}

function isDatedContract(book: Book, index: number): boolean {
  const line = book.lines[index]!;
  return line.kind !== 'asset' && 'expiryMs' in line.contract.instrument;
}

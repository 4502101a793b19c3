import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { type Book, holdingOf, type Line, underlyingOf } from '../../risk/index.ts';
import { notLinearCrypto } from '../linear-crypto.ts';
import { linesWhere } from '../pools.ts';
import type { StandardParameters } from './parameters.ts';

/** What an account holds on one underlying; line indices, ascending. */
export type UnderlyingHoldings = {
  readonly underlying: string;
  readonly options: readonly number[];
  readonly perpetuals: readonly number[];
};

/** The options and perpetuals by underlying, in alphabetical order; refuses what the rule doesn't cover. */
export function holdingsByUnderlying(book: Book, parameters: StandardParameters): Outcome<UnderlyingHoldings[]> {
  for (const line of book.lines) {
    const refusal = notLinearCrypto(book, line, parameters.assetClasses) ?? unknownPerpetual(line, parameters);
    if (refusal !== null) return failAt('not-applicable', '/portfolio/positions', refusal);
  }
  const held = (kind: 'option' | 'perpetual') =>
    linesWhere(book, (line) => line.kind === 'position' && line.contract.instrument.kind === kind);
  const [options, perpetuals] = [held('option'), held('perpetual')];
  const follows = (underlying: string) => (line: number) => underlyingOf(book, book.lines[line]!) === underlying;
  const ids = [...options, ...perpetuals].map((line) => underlyingOf(book, book.lines[line]!)!);
  return succeed(
    [...new Set(ids)].toSorted().map((underlying) => ({
      underlying,
      options: options.filter(follows(underlying)),
      perpetuals: perpetuals.filter(follows(underlying)),
    })),
  );
}

/** Collateral other than cash: coins, and spot positions. */
export function baseLines(book: Book, { cashAssets }: StandardParameters): number[] {
  return linesWhere(book, (line) => {
    if (line.kind === 'asset') return line.asset !== book.baseCurrency && !cashAssets.includes(line.asset);
    return line.kind === 'position' && line.contract.instrument.kind === 'spot';
  });
}

export function perpetualTier({ perpetuals }: StandardParameters, underlying: string) {
  return perpetuals.find(({ underlyings }) => underlyings.includes(underlying));
}

function unknownPerpetual(line: Line, parameters: StandardParameters): string | null {
  if (line.kind === 'asset' || line.contract.instrument.kind !== 'perpetual') return null;
  const { underlying } = line.contract.instrument;
  return perpetualTier(parameters, underlying) === undefined
    ? `${holdingOf(line)}: the parameters have no margin for perpetuals on ${underlying}`
    : null;
}

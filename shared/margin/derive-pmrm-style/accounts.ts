import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { Instrument } from '../../instruments/index.ts';
import { type Book, holdingOf, type Line, underlyingOf } from '../../risk/index.ts';
import { notLinearCrypto } from '../linear-crypto.ts';
import { linesWhere } from '../pools.ts';
import type { PmrmParameters } from './parameters.ts';

/** What one account of the venue holds; an account has one underlying. Line indices, ascending. */
export type Account = {
  /** null for collateral that stands beside several accounts */
  readonly underlying: string | null;
  readonly derivatives: readonly number[];
  /** accepted collateral that moves with the underlying and so hedges it */
  readonly hedging: readonly number[];
  /** all the collateral, cash aside */
  readonly collateral: readonly number[];
};

/** An account with what its requirement is computed from. */
export type AccountSpec = {
  readonly book: Book;
  readonly account: Account;
  readonly parameters: PmrmParameters;
  /** of the largest loss, the depeg addition included */
  readonly initialFactor: number;
  readonly spotConfidence: number;
};

/**
 * One account for each underlying of derivatives (where there are none, of what the collateral moves with). Collateral that moves with
 * an account's underlying is in that account, the rest in the only one, or by itself beside several.
 */
export function accountsOf(book: Book, parameters: PmrmParameters): Outcome<Account[]> {
  for (const line of book.lines) {
    const refusal = notLinearCrypto(book, line, parameters.assetClasses);
    if (refusal !== null) return failAt('not-applicable', '/portfolio/positions', refusal);
  }
  const derivatives = linesWhere(book, (line) => line.kind === 'position' && isDerivative(line.contract.instrument));
  const collateral = linesWhere(book, (line) => isCollateral(book, line, parameters));
  const underlyings = distinctUnderlyings(book, derivatives.length > 0 ? derivatives : collateral);
  const accounts = underlyings.map((underlying) => accountOf(book, underlying, derivatives, collateral, parameters));
  const placed = new Set(accounts.flatMap((account) => account.collateral));
  const rest = collateral.filter((line) => !placed.has(line));
  if (rest.length === 0) return succeed(accounts);
  const [only, ...others] = accounts;
  return succeed(
    only !== undefined && others.length === 0
      ? [{ ...only, collateral: [...only.collateral, ...rest].toSorted((a, b) => a - b) }]
      : [...accounts, { underlying: null, derivatives: [], hedging: [], collateral: rest }],
  );
}

/** Whether the venue takes it as collateral. */
export function isAccepted(line: Line, { collateral }: PmrmParameters): boolean {
  return collateral.some(({ asset }) => asset === holdingOf(line));
}

function accountOf(
  book: Book,
  underlying: string,
  derivatives: readonly number[],
  collateral: readonly number[],
  parameters: PmrmParameters,
): Account {
  const follows = (line: number) => underlyingOf(book, book.lines[line]!) === underlying;
  const own = collateral.filter(follows);
  return {
    underlying,
    derivatives: derivatives.filter(follows),
    hedging: own.filter((line) => isAccepted(book.lines[line]!, parameters)),
    collateral: own,
  };
}

function distinctUnderlyings(book: Book, lines: readonly number[]): string[] {
  const ids = lines.map((line) => underlyingOf(book, book.lines[line]!)).filter((id) => id !== null);
  return [...new Set(ids)].toSorted();
}

function isDerivative({ kind }: Instrument): boolean {
  return kind !== 'spot';
}

function isCollateral(book: Book, line: Line, { cashAssets }: PmrmParameters): boolean {
  if (line.kind === 'order') return false;
  if (line.kind === 'position') return line.contract.instrument.kind === 'spot';
  return line.asset !== book.baseCurrency && !cashAssets.includes(line.asset);
}

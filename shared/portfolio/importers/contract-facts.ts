import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { OptionRight, Payoff } from '../../instruments/index.ts';
import type { ContractTerms } from '../contract-terms.ts';

/** What a venue's name says of a contract; what it leaves open is absent. */
export type ContractFacts = {
  readonly kind: ContractTerms['kind'];
  readonly payoff: Payoff;
  readonly underlying?: string;
  readonly settlementCurrency?: string;
  /** underlying and settlement currency in one word: `ETHUSDT` */
  readonly pair?: string;
  /** the beginning of the instant: a day `2026-03-27`, or a month */
  readonly expiry?: string;
  readonly strike?: string;
  readonly right?: OptionRight;
};

/** Contracts by the names that the portfolio's market and ledger know. */
export type KnownContracts = ReadonlyMap<string, ContractTerms>;

export type FoundContract = {
  readonly instrument: string;
  readonly terms: ContractTerms;
  /** known under the venue's own name */
  readonly isNamed: boolean;
};

/**
 * The contract that a venue's name stands for: the one of the very name unless it is another thing here, else the only one
 * of the same facts. Under its own name a contract in dollars may settle in any of them, as the market's author has it.
 * Fails with `unknown-instrument` where there is none, or more than one.
 */
export function findContract(
  symbol: string,
  facts: ContractFacts | null,
  known: KnownContracts,
  pointer: string,
): Outcome<FoundContract> {
  const named = known.get(symbol);
  const difference = named === undefined || facts === null ? null : differingFact(facts, named, true);
  if (named !== undefined && difference === null) return succeed({ instrument: symbol, terms: named, isNamed: true });
  const alike = facts === null ? [] : [...known].filter(([, terms]) => differingFact(facts, terms, false) === null);
  const [first, second] = alike;
  if (first !== undefined && second === undefined)
    return succeed({ instrument: first[0], terms: first[1], isNamed: false });
  if (first !== undefined) {
    const names = alike.map(([id]) => id).sort();
    return failAt('unknown-instrument', pointer, `${symbol} may be any of ${names.slice(0, 5).join(', ')}`);
  }
  const other = difference === null ? '' : `: ${symbol} has another ${difference} there`;
  return failAt('unknown-instrument', pointer, `neither the market nor the portfolio knows ${symbol}${other}`);
}

function differingFact(facts: ContractFacts, terms: ContractTerms, isNamed: boolean): string | null {
  const { kind, payoff, underlying, settlementCurrency, pair, expiry, strike, right } = facts;
  if (kind !== terms.kind) return 'kind';
  if (payoff !== terms.payoff) return 'payoff';
  if (underlying !== undefined && underlying !== terms.underlying) return 'underlying';
  if (settlementCurrency !== undefined && !isSameMoney(settlementCurrency, terms.settlementCurrency, isNamed)) {
    return 'settlement currency';
  }
  if (pair !== undefined && !isPairOf(pair, terms, isNamed)) return 'pair';
  if (expiry !== undefined && terms.expiry?.startsWith(expiry) !== true) return 'expiry';
  if (strike !== undefined && strike !== terms.strike) return 'strike';
  return right !== undefined && right !== terms.right ? 'right' : null;
}

function isPairOf(pair: string, { underlying, settlementCurrency }: ContractTerms, isNamed: boolean): boolean {
  return pair.startsWith(underlying) && isSameMoney(pair.slice(underlying.length), settlementCurrency, isNamed);
}

const DOLLARS: ReadonlySet<string> = new Set(['USD', 'USDC', 'USDT']);

function isSameMoney(a: string, b: string, anyDollar: boolean): boolean {
  return a === b || (anyDollar && DOLLARS.has(a) && DOLLARS.has(b));
}

import type { Haircut, LiquidationTerms } from '../pooling/index.ts';
import type { Shock } from '../scenarios/index.ts';
import type { Subject } from './requests.ts';
import type { OneMethod } from './stress-requests.ts';

/** A move of every underlying, with own moves of single ones. */
export type CommonShock = Shock & {
  readonly underlyings?: Readonly<Record<string, Omit<Shock, 'daysForward'>>> | undefined;
};

export type PoolingRequest = Subject & {
  readonly method: OneMethod;
  /** which take part, in order; every venue that the portfolio names, unless stated */
  readonly venues?: readonly string[] | undefined;
  /** one fraction between any two, or by sender and receiver: 0 where nothing is stated */
  readonly transferability: number | Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly haircuts?: readonly Haircut[] | undefined;
  /** of everything at once: which account it liquidates first, and what follows */
  readonly shock?: CommonShock | undefined;
  readonly liquidation?: LiquidationTerms | undefined;
};

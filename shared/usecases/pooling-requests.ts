import type { Haircut } from '../pooling/index.ts';
import type { Subject } from './requests.ts';
import type { OneMethod } from './stress-requests.ts';

export type PoolingRequest = Subject & {
  readonly method: OneMethod;
  /** which take part, in order; every venue that the portfolio names, unless stated */
  readonly venues?: readonly string[] | undefined;
  /** one fraction between any two, or by sender and receiver: 0 where nothing is stated */
  readonly transferability: number | Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly haircuts?: readonly Haircut[] | undefined;
};

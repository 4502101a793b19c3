import type { RebalanceModel } from '../../shared/rebalance/index.ts';

type Limits = Pick<
  RebalanceModel,
  'limits' | 'chargeLimits' | 'costBudget' | 'turnoverBudget' | 'maxTrades' | 'measure'
>;

/** What a rebalance is limited by where a test doesn't say. */
export const NO_LIMITS: Limits = {
  limits: [],
  chargeLimits: [],
  costBudget: null,
  turnoverBudget: null,
  maxTrades: null,
  measure: null,
};

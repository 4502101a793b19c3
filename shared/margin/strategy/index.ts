import type { Method } from '../method.ts';
import { type StrategyParameters, strategySchema } from './parameters.ts';
import { formulateStrategy } from './requirement.ts';
import { STRATEGY_VERSIONS } from './versions.data.ts';

export const strategyMethod: Method<StrategyParameters> = {
  id: 'strategy',
  title: 'Strategy-based margin (Reg T, Cboe)',
  description:
    'Stock and options paired into the strategies of Regulation T and the Cboe rules at the least cost, proven; the answer names the pairs.',
  approximations: ['The minimum equity of a margin account is not counted.', 'Open orders are not counted.'],
  schema: strategySchema,
  versions: STRATEGY_VERSIONS,
  scenariosOf: () => [],
  formulate: formulateStrategy,
};

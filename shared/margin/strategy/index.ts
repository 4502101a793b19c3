import type { Method } from '../method.ts';
import { type StrategyParameters, strategySchema } from './parameters.ts';
import { formulateStrategy } from './requirement.ts';
import { STRATEGY_VERSIONS } from './versions.data.ts';

export const strategyMethod: Method<StrategyParameters> = {
  id: 'strategy',
  title: 'Strategy-based margin (Reg T, Cboe)',
  description:
    'Stock and options paired into the strategies of Regulation T and the Cboe rules at the least cost, proven; the answer names the pairs.',
  approximations: [
    'The minimum equity of a margin account is not counted.',
    'Open orders are not counted.',
    'All venues are one account: what is long at one pairs with what is short at another.',
    'Pairings are proven in whole contracts where pairing.status is optimal; else pairing.gap says what may still be saved.',
    'Stock of leveraged funds, and stock sold short below 5 a share, is margined as any other.',
  ],
  schema: strategySchema,
  versions: STRATEGY_VERSIONS,
  scenariosOf: () => [],
  formulate: formulateStrategy,
};

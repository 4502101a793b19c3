import type { Method } from '../method.ts';
import { boxScenarios, type GreeksParameters, greeksSchema } from './parameters.ts';
import { formulateGreeks } from './requirement.ts';
import { GREEKS_VERSIONS } from './versions.data.ts';

export const greeksMethod: Method<GreeksParameters> = {
  id: 'greeks',
  title: 'Delta, gamma, vega and theta over a shift box',
  description:
    'The largest loss of the second-order expansion over every combination of spot, vol and time moves, per underlying, with its error against full revaluation.',
  approximations: [
    'An expansion to second order: the error against full revaluation of the same moves is in details.approximationError.',
    'Vols move in parallel, in points; forwards move in proportion to spot.',
  ],
  schema: greeksSchema,
  versions: GREEKS_VERSIONS,
  scenariosOf: ({ box, boxes }) => {
    const all = [box, ...Object.values(boxes)].flatMap(boxScenarios);
    return [...new Map(all.map((each) => [each.id, each])).values()];
  },
  formulate: formulateGreeks,
};

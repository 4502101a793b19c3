import type { Method } from '../method.ts';
import { type TimsParameters, timsSchema } from './parameters.ts';
import { formulateTims } from './requirement.ts';
import { pointsOf } from './valuation-points.ts';
import { TIMS_VERSIONS } from './versions.data.ts';

export const timsStyle: Method<TimsParameters> = {
  id: 'tims-style',
  title: 'TIMS style',
  description:
    'Customer portfolio margin as FINRA 4210(g) and the OCC describe it: ten valuation points by product type, partial offsets between class and product groups, a minimum per contract. No crypto range is published: send a product type for it.',
  approximations: [
    'Offsets across class groups are data of the OCC that is not public: none unless the caller sends them.',
  ],
  schema: timsSchema,
  versions: TIMS_VERSIONS,
  scenariosOf: ({ productTypes, pointsPerSide }) => {
    const points = productTypes.flatMap((type) => pointsOf(type, pointsPerSide));
    return [...new Map(points.map((point) => [point.id, point])).values()];
  },
  formulate: formulateTims,
};

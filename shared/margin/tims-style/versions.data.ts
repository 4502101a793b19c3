import type { MethodVersion } from '../method.ts';
import type { TimsParameters } from './parameters.ts';

export const TIMS_VERSIONS: readonly MethodVersion<TimsParameters>[] = [
  {
    version: '2007-04-02',
    source:
      'SEC 34-46576 (ranges and points); Cboe, Margin Requirement Examples for Sample Options-based Positions (2007): SPX and SPY offset in full, $37.50 per contract. Offsets across class groups are OCC data that is not public: none unless the caller sends them',
    parameters: {
      productTypes: [
        { id: 'high-cap-index', assetClasses: ['index-broad-high-cap'], downFraction: 0.08, upFraction: 0.06 },
        { id: 'broad-index', assetClasses: ['index-broad'], downFraction: 0.1, upFraction: 0.1 },
        { id: 'equity', assetClasses: ['equity', 'index-narrow'], downFraction: 0.15, upFraction: 0.15 },
      ],
      pointsPerSide: 5,
      classGroups: [{ id: 'SPX', underlyings: ['SPX', 'SPY'] }],
      productGroups: [],
      portfolioGroups: [],
      minimumPerUnit: 0.375,
      longMinimum: 'market-value',
      start: 'mark',
    },
  },
];

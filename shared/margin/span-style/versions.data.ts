import type { MethodVersion } from '../method.ts';
import type { SpanParameters } from './parameters.ts';

export const SPAN_VERSIONS: readonly MethodVersion<SpanParameters>[] = [
  {
    version: '2019-01-01',
    source:
      'CME Group, "CME SPAN: Standard Portfolio Analysis of Risk" (2019); file layouts of its client systems wiki. Scan ranges and charges come from the clearing house’s file or the caller.',
    parameters: {
      file: null,
      instruments: {},
      products: {},
      positionUnit: 'contract',
      account: 'hedger',
      initialToMaintenance: null,
      optionValue: 'exchange-complex',
      underlyings: {},
      credits: [],
      scanSpreads: [],
      extremeMultiple: 3,
      extremeFraction: 0.33,
      lookAheadDays: 1,
      deltaWeights: [0.27, 0.217, 0.111, 0.037],
    },
  },
];

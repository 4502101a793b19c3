import type { Method } from '../method.ts';
import { type SpanParameters, spanSchema } from './parameters.ts';
import { formulateSpan } from './requirement.ts';
import { asScenarios, scanPoints } from './scenarios.ts';
import { SPAN_VERSIONS } from './versions.data.ts';

export { describeParameterFile } from './describe-file.ts';

export const spanStyle: Method<SpanParameters> = {
  id: 'span-style',
  title: 'SPAN-style margin',
  description:
    "Worst of 16 scenarios per combined commodity with spread charges, credits and a short-option minimum, from a clearing house's risk-parameter file or the caller's scan ranges. The moves of its scenarios are fractions of the scan ranges.",
  approximations: [
    'Spreads and inter-commodity credits are sequential rules: a book for which there are any is answered as approximate.',
    'Without a risk-parameter file the arrays are those of our own model on the caller’s scan ranges.',
    'Open orders are not counted.',
  ],
  schema: spanSchema,
  versions: SPAN_VERSIONS,
  scenariosOf: ({ extremeMultiple, extremeFraction }) => asScenarios(scanPoints(extremeMultiple, extremeFraction)),
  formulate: formulateSpan,
  takesParameterFile: true,
};

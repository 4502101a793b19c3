import * as z from 'zod';
import type { WhatIfAnswer } from '../usecases/index.ts';
import { margin, notApplicable, provenance } from './margin-answer.ts';
import { identifier } from './primitives.ts';

const change = z
  .strictObject({
    method: identifier,
    before: margin,
    after: margin,
    change: z.strictObject({ initial: z.number(), maintenance: z.number(), equity: z.number() }),
    fits: z.boolean().meta({ description: 'equity covers the initial requirement afterwards' }),
  })
  .meta({ id: 'WhatIfChange' });

export const whatIfAnswer = z
  .strictObject({ changes: z.array(change), notApplicable: z.array(notApplicable), provenance })
  .meta({ id: 'WhatIfAnswer' }) satisfies z.ZodType<WhatIfAnswer>;

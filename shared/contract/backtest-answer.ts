import * as z from 'zod';
import type { BacktestAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { date, identifier } from './primitives.ts';

const ratioTest = { statistic: z.number(), pValue: z.number() };

const procyclicality = z
  .strictObject({
    peakToTrough: z.number().nullable(),
    worstRise5Days: z.number().nullable(),
    worstRise30Days: z.number().nullable(),
    daysAboveTenPercent: z.number(),
  })
  .meta({ id: 'Procyclicality', description: 'null where a requirement of 0 or a short history leaves no figure' });

const backtest = z
  .strictObject({
    method: identifier,
    version: identifier,
    days: z.int(),
    exceptions: z.array(z.strictObject({ date, loss: z.number(), requirement: z.number() })),
    expectedFraction: z.number(),
    observedFraction: z.number(),
    kupiec: z.strictObject({
      ...ratioTest,
      exactSize: z.number().meta({ description: 'how often the test at 5 % rejects a right figure, with these days' }),
    }),
    independence: z.strictObject(ratioTest).meta({ description: 'Christoffersen' }),
    conditionalCoverage: z.strictObject(ratioTest),
    trafficLight: z.enum(['green', 'yellow', 'red']),
    procyclicality,
    acerbiSzekely: z.number().nullable().meta({ description: 'Z2: about 0 where the shortfalls are right' }),
  })
  .meta({ id: 'Backtest' });

export const backtestAnswer = z
  .strictObject({
    currency: identifier,
    confidence: z.number(),
    requirement: z.enum(['initial', 'maintenance']),
    backtests: z.array(backtest),
    provenance,
  })
  .meta({ id: 'BacktestAnswer' }) satisfies z.ZodType<BacktestAnswer>;

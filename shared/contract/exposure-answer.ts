import * as z from 'zod';
import type { ExposureAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier, instant } from './primitives.ts';

const greeks = z
  .strictObject({
    delta: z.number(),
    gamma: z.number(),
    vega: z.number(),
    theta: z.number(),
    rho: z.number(),
    vanna: z.number(),
    volga: z.number(),
    charm: z.number(),
  })
  .meta({ id: 'Greeks' });

const totals = {
  raw: greeks.meta({
    description: 'delta in units of the underlying; vega, vanna and volga per 1.00 of vol; theta and charm per year',
  }),
  cash: greeks.meta({
    description: 'in the base currency: delta·S, gamma·S², vanna·S, charm·S, the others as they are',
  }),
  gammaExposure: z.number().meta({ description: 'change of the cash delta for a move of 1 %' }),
};

const cell = z
  .strictObject({ underlying: identifier, expiry: instant.nullable(), venue: identifier, ...totals })
  .meta({ id: 'ExposureCell' });

const underlyingExposure = z
  .strictObject({ underlying: identifier, price: z.number(), ...totals })
  .meta({ id: 'UnderlyingExposure' });

export const exposureAnswer = z
  .strictObject({
    currency: identifier,
    cells: z.array(cell),
    byUnderlying: z.array(underlyingExposure),
    total: z.strictObject({ cash: totals.cash, gammaExposure: totals.gammaExposure }),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({
    id: 'ExposureAnswer',
    description: 'cells add up to byUnderlying; over underlyings only money adds up',
  }) satisfies z.ZodType<ExposureAnswer>;

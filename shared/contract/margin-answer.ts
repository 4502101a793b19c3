import * as z from 'zod';
import type { MarginResult } from '../margin/index.ts';
import type { MarginAnswer } from '../usecases/index.ts';
import { identifier, instant } from './primitives.ts';

const label = z.string();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const provenance = z
  .strictObject({
    engineVersion: z.string(),
    inputDigest: digest,
    parameterDigest: digest,
    marketDigest: digest,
    marketAsOf: instant,
    resultDigest: digest,
  })
  .meta({ id: 'Provenance', description: 'SHA-256 over canonical JSON (RFC 8785): equal input gives equal bytes' });

const requirement = { initial: z.number(), maintenance: z.number() };

const pool = z.strictObject({ id: label, currency: identifier, ...requirement }).meta({ id: 'MarginPool' });

const bindingScenario = z
  .strictObject({ id: label, pool: label, weight: z.number(), loss: z.number() })
  .meta({ id: 'BindingScenario' });

const component = z
  .strictObject({
    id: label,
    pool: label,
    label,
    ...requirement,
    counted: z.boolean(),
  })
  .meta({
    id: 'MarginComponent',
    description: 'counted: part of the initial requirement, not a minimum that something else exceeds',
  });

const contribution = z
  .strictObject({ instrument: identifier, venue: identifier, amount: z.number() })
  .meta({ id: 'MarginContribution', description: 'quantity times marginal requirement, of the initial requirement' });

const scenarioResult = z
  .strictObject({
    id: label,
    pool: label,
    spotShockFraction: z.number(),
    volShockFraction: z.number(),
    volShockPoints: z.number().optional().meta({ description: 'absolute: 0.05 is five vol points' }),
    daysForward: z.number().optional(),
    pnl: z.number(),
  })
  .meta({ id: 'ScenarioResult' });

/** One method's margin of one book. */
export const margin = z
  .strictObject({
    method: identifier,
    version: identifier,
    currency: identifier,
    ...requirement,
    equity: z.number(),
    pools: z.array(pool),
    standalone: z
      .number()
      .meta({ description: 'the sum over instruments of the requirement of that instrument alone' }),
    offset: z.number(),
    offsetFraction: z.number(),
    bindingScenarios: z.array(bindingScenario),
    components: z.array(component),
    contributions: z.array(contribution),
    unallocated: z.number().meta({ description: 'contributions and this sum to the initial requirement' }),
    scenarios: z.array(scenarioResult),
    excess: z.strictObject(requirement),
    utilisation: z.number().nullable().meta({ description: 'maintenance ÷ equity; null where equity is not above 0' }),
    exactness: z.enum(['exact', 'approximate']).meta({
      description:
        'approximate: not proven to be the rule’s own figure for this book, or a part of the rule is left out for want of a parameter or a price; `warnings`, `details` and the method’s `approximations` say what',
    }),
    details: z
      .record(z.string(), z.json())
      .optional()
      .meta({ description: 'what only this method says: the pairs it used, its risk units, its error' }),
    warnings: z.array(label),
  })
  .meta({ id: 'Margin' }) satisfies z.ZodType<MarginResult>;

export const notApplicable = z
  .strictObject({ method: identifier, reason: z.string(), detail: z.string() })
  .meta({ id: 'NotApplicable' });

export const marginAnswer = z
  .strictObject({
    equity: z.number(),
    currency: identifier,
    margins: z.array(margin),
    notApplicable: z.array(notApplicable),
    provenance,
  })
  .meta({ id: 'MarginAnswer' }) satisfies z.ZodType<MarginAnswer>;

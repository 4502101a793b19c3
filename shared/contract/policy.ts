import * as z from 'zod';
import type { Policy, PolicyView } from '../usecases/index.ts';
import { methodChoice, parameterFileId } from './calculation-requests.ts';
import { LIMITS } from './limits.ts';
import { figure, fraction, identifier, instant } from './primitives.ts';
import { funding, lots, ticket } from './rebalance-request.ts';

const DAY_SECONDS = 86_400;

const band = { min: figure.optional(), max: figure.optional() };
const money = z.number().min(0).max(1e15);

const utilisationLimit = z.strictObject({
  method: identifier,
  utilisation: z.number().gt(0).max(1e6).meta({ description: 'maintenance ÷ equity; above it is a breach' }),
});

const marginBand = z.strictObject({
  method: identifier,
  requirement: z.enum(['initial', 'maintenance']).default('initial'),
  ...band,
});

const greekBand = z
  .strictObject({ underlying: identifier, greek: z.enum(['delta', 'gamma', 'vega']), ...band })
  .meta({ description: 'in units of the underlying; vega per 1.00 of vol' });

const bands = z.strictObject({
  margin: z.array(marginBand).max(LIMITS.methods).default([]),
  greeks: z.array(greekBand).max(LIMITS.greekBands).default([]),
});

const schedule = z.strictObject({
  expression: z.string().max(256).meta({
    description: 'rate(1 hour), or cron with six fields as EventBridge has them; due before the year 2100',
    example: 'cron(0 8 ? * MON-FRI *)',
  }),
  timeZone: z.string().max(64).default('UTC').meta({ description: 'IANA name', example: 'Europe/Berlin' }),
});

const costs = z.strictObject({
  halfSpread: z.union([z.literal('market'), fraction]).optional(),
  feeFraction: fraction.optional(),
  funding: funding
    .optional()
    .meta({ description: 'what margin costs to fund: suggestions then show their net benefit' }),
  costBudget: money.optional(),
  turnoverBudget: money.optional(),
});

const sizes = z
  .strictObject({
    lots: lots.optional(),
    minTicket: ticket.optional(),
    maxTrades: z.int().min(0).max(LIMITS.universe).optional(),
  })
  .meta({ description: 'of the trades of a suggestion; of any size and number unless stated' });

const fields = {
  methods: z.array(methodChoice).min(1).max(LIMITS.methods),
  parameterFileId,
  limits: z.array(utilisationLimit).max(LIMITS.methods),
  bands,
  schedule: schedule.nullable(),
  cooldownSeconds: z
    .int()
    .min(0)
    .max(366 * DAY_SECONDS),
  hysteresisFraction: z.number().min(0).lt(1),
  costs,
  sizes: sizes.optional(),
};

export const policyRequest = z
  .strictObject({
    ...fields,
    methods: fields.methods.default([{ id: 'paradex-style' }, { id: 'scenario-grid' }]),
    limits: fields.limits.default([]),
    bands: bands.default({ margin: [], greeks: [] }),
    schedule: fields.schedule.default(null),
    cooldownSeconds: fields.cooldownSeconds.default(0),
    hysteresisFraction: fields.hysteresisFraction.default(0),
    costs: costs.default({}),
  })
  .meta({ id: 'PolicyRequest' }) satisfies z.ZodType<Policy>;

export const policyView = z
  .strictObject({
    portfolioId: identifier,
    version: z.int().min(0).meta({ description: '0 until one is set' }),
    createdAt: instant.nullable(),
    digest: z.string(),
    policy: z.strictObject(fields).meta({ id: 'Policy' }),
    nextDueAt: instant.nullable().meta({ description: 'when its schedule asks for a suggestion next' }),
    warnings: z
      .array(z.string())
      .meta({ description: 'bands on an underlying that the market of the portfolio does not have now' }),
  })
  .meta({ id: 'PolicyView' }) satisfies z.ZodType<PolicyView>;

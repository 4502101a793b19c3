import * as z from 'zod';
import type { RebalanceAnswer } from '../usecases/index.ts';
import { LIMITS } from './limits.ts';
import { margin, provenance } from './margin-answer.ts';
import { decimalAnswer, identifier } from './primitives.ts';
import { orderedLegs } from './sizing-answers.ts';

/** Figures of a linear program are sums over the book: wider than any single input, still far from overflow. */
export const solved = z.number().min(-1e30).max(1e30);

export const entry = z.strictObject({ id: z.string().max(1000), value: solved });

const duals = z.array(entry).max(LIMITS.certificateRows);

const integerProof = z
  .strictObject({
    linearBound: solved.meta({ description: 'no trade of any size within the limits has an objective below this' }),
    claimedBound: solved.nullable().meta({ description: "tighter, and the search's word alone" }),
    claimedBy: z.string().max(200),
    tree: z
      .array(
        z.union([
          z.strictObject({ column: z.string().max(1000), atMost: z.int() }),
          z.strictObject({ duals, isEmpty: z.boolean() }),
        ]),
      )
      .max(LIMITS.treeNodes)
      .meta({ description: 'in preorder: where a column is at most that, then where it is more; leaves with duals' }),
  })
  .meta({ id: 'IntegerProof', description: 'of trades in whole lots, with a smallest size or a limited number' });

export const certificate = z
  .strictObject({
    certificateDigest: z.string().max(128).meta({ description: 'of everything else in here' }),
    problemDigest: z
      .string()
      .max(128)
      .meta({ description: 'of the linear program, which is rebuilt from the request' }),
    objective: solved,
    bound: solved.meta({ description: 'no trade of the sizes allowed within the limits has an objective below this' }),
    gapFraction: solved,
    primal: z.array(entry).max(LIMITS.certificateRows),
    duals,
    residuals: z.strictObject({ rowViolation: solved, boundViolation: solved }),
    supports: z
      .array(z.strictObject({ id: z.string().max(1000), slopes: z.array(solved).max(LIMITS.supportSlopes) }))
      .max(LIMITS.certificateRows)
      .optional()
      .meta({
        description:
          'slopes of affine functions nowhere above the smooth charges and costs, which the program has as rows; the duals are of them too',
      }),
    integer: integerProof.optional(),
    measure: z
      .strictObject({
        underlyings: z.array(identifier).max(LIMITS.positions),
        kept: z.array(identifier).max(LIMITS.positions).meta({ description: 'of which a lot is left at least' }),
      })
      .optional()
      .meta({
        description:
          'where the proof is of those trades alone that leave just these underlyings, neither more nor fewer: margins by history are measured on the days that what is held shares',
      }),
  })
  .meta({ id: 'Certificate', description: 'what anyone can check without a solver; zero entries are left out' });

const costParts = { spread: z.number(), fees: z.number(), impact: z.number() };

export const rebalanceTrade = z
  .strictObject({
    instrument: identifier,
    venue: identifier,
    quantity: decimalAnswer.meta({ description: 'signed, + buys' }),
    lotSize: decimalAnswer.nullable().meta({ description: 'null where the trade may be of any size' }),
    lots: z.int().nullable().meta({ description: 'how many the trade is, signed' }),
    midPrice: z.number(),
    cost: z.strictObject(costParts),
  })
  .meta({ id: 'RebalanceTrade', description: 'costs in the base currency' });

export const costTotals = z
  .strictObject({ ...costParts, total: z.number() })
  .meta({ id: 'CostTotals', description: 'of all trades, in the base currency' });

const cost = costTotals
  .extend({ turnover: z.number().meta({ description: 'value traded: premium of options, notional of the rest' }) })
  .meta({ id: 'RebalanceCost' });

export const benefit = z
  .strictObject({
    marginFreed: z.number(),
    fundingSaved: z.number().meta({ description: 'margin freed · rate · days / 365' }),
    netBenefit: z.number().meta({ description: 'what is saved less what the trades cost' }),
  })
  .meta({ id: 'NetBenefit' });

const drags = z.array(
  z
    .strictObject({
      underlying: identifier,
      gamma: z.number().meta({ description: 'in units of the underlying' }),
      drag: z
        .number()
        .nullable()
        .meta({ description: '½·|Γ|·S²·σ²·Δt, expected between two hedges; null without a volatility' }),
      isPaid: z.boolean().meta({ description: 'true for a book short of gamma; one that is long earns the drag' }),
      hedgeTurnover: z.number().nullable().meta({ description: 'value that a hedge is expected to trade' }),
      hedgeCost: z.number().nullable().meta({ description: 'of that, in the cheapest contract that may be traded' }),
    })
    .meta({ id: 'GammaDrag' }),
);

const RELAXED =
  'Solved for again with it, and rounded outward by up to 1e-6 of itself for that. In whole lots the least to within `gapFraction`; under a rule that is not convex, of the bound that stands for it: at least so much';

export const infeasible = z
  .strictObject({
    conflict: z.array(z.string()).meta({ description: 'limits that contradict each other' }),
    isIrreducible: z.boolean().meta({
      description:
        'each of them is needed for it; false where the work or time allowed ended first, or where that is of one measure of a margin by history',
    }),
    isSmallest: z.boolean().meta({
      description:
        'no fewer limits contradict each other; false where too many sets would have to be tried, or where that is of one measure of a margin by history',
    }),
    smallestRelaxation: z
      .record(z.string(), z.number())
      .nullable()
      .meta({
        description: `the least total change of all limits that helps; by limit, in its own unit; null where the work or time allowed ended first. ${RELAXED}`,
      }),
    relaxationAlone: z.record(z.string(), z.number()).meta({
      description: `per limit of the conflict: what it would have to give if it were the only one to give; without those of which nothing enough was found. ${RELAXED}`,
    }),
  })
  .meta({ id: 'Infeasible' });

const objectiveValues = z
  .strictObject({
    before: z.number(),
    after: z.number(),
    terms: z.array(
      z.strictObject({
        minimise: z.enum(['margin', 'expected-shortfall', 'cost', 'variance', 'mean-variance', 'tracking']),
        method: z.string().nullable(),
        weight: z.number(),
        before: z.number(),
        after: z.number(),
      }),
    ),
  })
  .meta({
    id: 'ObjectiveValues',
    description: 'recomputed from the holdings: the weighted sum, and each term unweighted',
  });

export const rebalanceAnswer = z
  .strictObject({
    status: z.strictObject({
      termination: z
        .enum([
          'optimal',
          'gap-limit',
          'local-optimum',
          'work-limit',
          'time-limit',
          'infeasible',
          'unbounded',
          'numerical-trouble',
        ])
        .meta({
          description:
            '`optimal`: proven by the certificate. `gap-limit`, `work-limit`, `time-limit`: the best found, and a bound that holds. `local-optimum`: the best that convex steps from several starts found under a rule that is not convex, or the best of the sets of underlyings that trades may leave where margins by history are measured otherwise for each (`universe-days`): its certificate is of one of them; never worse than no trades',
        }),
      exactness: z.enum(['exact', 'approximate']).meta({
        description:
          '`approximate`: optimal for a bound that stands for a part of the rule, or for one of the measures of a margin by history; a warning has the gap or names the measure',
      }),
    }),
    trades: z.array(rebalanceTrade),
    objective: objectiveValues,
    before: z.array(margin),
    after: z.array(margin),
    cost,
    benefit: benefit.nullable().meta({ description: 'null unless the request says what margin costs to fund' }),
    gammaDrag: z.strictObject({ before: drags, after: drags }).nullable(),
    certificate: certificate.nullable(),
    prices: z.array(z.strictObject({ constraint: z.string(), objectivePerUnit: z.number() })).meta({
      description:
        'change of the objective per unit of slack; of the linear relaxation for whole lots, of the last convex step at a `local-optimum`',
    }),
    legOrder: orderedLegs.nullable().meta({ description: 'null unless asked for, or where nothing is traded' }),
    infeasible: infeasible.nullable(),
    work: z.strictObject({
      pivots: z.int().min(0).meta({ description: 'simplex pivots and interior-point steps, of all attempts' }),
      nodes: z.int().min(0).meta({ description: 'linear programs of branch and bound' }),
    }),
    warnings: z.array(z.string()),
    provenance: provenance
      .extend({ reproducible: z.literal(false).optional().meta({ description: 'the wall clock ended the search' }) })
      .meta({ id: 'SearchProvenance' }),
  })
  .meta({ id: 'RebalanceAnswer' }) satisfies z.ZodType<RebalanceAnswer>;

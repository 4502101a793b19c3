import * as z from 'zod';
import type {
  MarginView,
  MarketVersion,
  PortfolioSummary,
  PositionView,
  StoredMarket,
  StoredPortfolio,
} from '../usecases/index.ts';
import { marginAnswer } from './margin-answer.ts';
import { marketSnapshot } from './market.ts';
import { decimalAnswer, identifier, instant } from './primitives.ts';
import { failureReason, problem } from './problem.ts';

const count = z.int().min(0);

/** A page of a list. */
export function pageOf(item: z.ZodType) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().optional() });
}

const heldPosition = z
  .strictObject({
    instrument: identifier,
    quantity: decimalAnswer,
    averagePrice: decimalAnswer.optional(),
    unrealisedFunding: decimalAnswer.optional(),
    venue: identifier,
  })
  .meta({ id: 'HeldPosition' });

const heldAsset = z
  .strictObject({ asset: identifier, quantity: decimalAnswer, venue: identifier })
  .meta({ id: 'HeldAsset' });

const heldOrder = z
  .strictObject({
    instrument: identifier,
    side: z.enum(['buy', 'sell']),
    quantity: decimalAnswer,
    price: z.number(),
    venue: identifier,
  })
  .meta({ id: 'HeldOrder' });

const summaryFields = {
  id: identifier,
  revision: count,
  baseCurrency: identifier,
  marketId: identifier,
  createdAt: instant,
  updatedAt: instant,
};

export const portfolioSummary = z
  .strictObject(summaryFields)
  .meta({ id: 'PortfolioSummary' }) satisfies z.ZodType<PortfolioSummary>;

export const storedPortfolio = z
  .strictObject({
    ...summaryFields,
    positions: z.array(heldPosition),
    collateral: z.array(heldAsset),
    settled: z.array(heldAsset).meta({
      description: 'realised gains of futures and perpetuals and what options paid at expiry, counted in equity',
    }),
    orders: z.array(heldOrder),
    fees: z.array(z.strictObject({ currency: identifier, amount: decimalAnswer })),
  })
  .meta({ id: 'StoredPortfolio' }) satisfies z.ZodType<StoredPortfolio>;

export const deletedPortfolio = z.strictObject({ revision: count }).meta({ id: 'DeletedPortfolio' });

export const positionView = z
  .strictObject({
    instrument: identifier,
    venue: identifier,
    quantity: decimalAnswer,
    averagePrice: decimalAnswer.nullable(),
    unrealisedFunding: decimalAnswer,
    realised: decimalAnswer.nullable().meta({ description: 'null where the entry price is not known' }),
    settlementCurrency: identifier,
    mark: z.number().nullable(),
    unrealised: z.number().nullable(),
    settlement: z
      .strictObject({
        adjustmentId: identifier,
        settlementPrice: decimalAnswer.meta({ description: 'of the underlying' }),
        price: decimalAnswer.meta({ description: 'of the contract, as it is quoted' }),
        settledAt: instant,
        paid: decimalAnswer.meta({ description: 'by an option, in settlement currency' }),
      })
      .nullable()
      .meta({ description: 'of a contract that has expired' }),
  })
  .meta({ id: 'PositionView' }) satisfies z.ZodType<PositionView>;

const versionFields = {
  marketId: identifier,
  version: z.int().min(1),
  asOf: instant,
  digest: z.string(),
  createdAt: instant,
};

export const marketVersion = z
  .strictObject(versionFields)
  .meta({ id: 'MarketVersion' }) satisfies z.ZodType<MarketVersion>;

export const storedMarket = z
  .strictObject({ version: marketVersion, snapshot: marketSnapshot })
  .meta({ id: 'StoredMarket' }) satisfies z.ZodType<StoredMarket>;

export const importedMarket = z
  .strictObject({
    ...versionFields,
    skipped: z
      .array(z.strictObject({ instrument: z.string(), reason: z.string() }))
      .meta({ description: 'what was left out, and why' }),
  })
  .meta({ id: 'ImportedMarket' });

/** One line of a record answer: applied once, known already, or refused by itself. */
function recordResult(id: 'fillId' | 'adjustmentId') {
  return z.strictObject({
    [id]: identifier,
    outcome: z.enum(['applied', 'duplicate', 'refused']),
    revision: count.optional(),
    problem: problem.optional(),
  });
}

export const fillsAnswer = z
  .strictObject({ results: z.array(recordResult('fillId')), revision: count })
  .meta({ id: 'FillsAnswer' });

const row = z.string().meta({ description: 'JSON pointer; in a Flex statement the n-th element of a name, from 0' });

export const fillsImportAnswer = z
  .strictObject({
    results: z
      .array(
        z.strictObject({
          row,
          fillId: z.string().optional(),
          outcome: z.enum(['applied', 'duplicate', 'refused']),
          revision: count.optional(),
          problem: problem.optional(),
        }),
      )
      .meta({ description: 'one per row that is a trade, in the order of the rows' }),
    skipped: z
      .array(z.strictObject({ row, reason: z.string() }))
      .meta({ description: 'rows that are no trades of the account, and why' }),
    revision: count,
  })
  .meta({ id: 'FillsImportAnswer' });

export const adjustmentsAnswer = z
  .strictObject({ results: z.array(recordResult('adjustmentId')), revision: count })
  .meta({ id: 'AdjustmentsAnswer' });

export const failure = z.strictObject({
  reason: failureReason,
  detail: z.string(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
});

const stale = z.strictObject({
  reason: z.enum(['recompute-pending', 'market-moved', 'policy-changed', 'failed']),
  detail: z.string(),
  failure: failure.optional().meta({ description: 'why there is no margin for now, field by field' }),
});

export const marginView = z
  .strictObject({
    portfolioId: identifier,
    sid: identifier.nullable(),
    revision: count,
    marketVersion: count.nullable(),
    policyVersion: count.nullable(),
    computedAt: instant.nullable(),
    margin: marginAnswer.nullable(),
    stale: stale.nullable(),
  })
  .meta({
    id: 'MarginView',
    description: 'the newest snapshot; `stale` says why it may lag behind',
  }) satisfies z.ZodType<MarginView>;

const snapshotFields = {
  sid: identifier,
  revision: count,
  marketId: identifier,
  marketVersion: count,
  policyVersion: count,
  computedAt: instant,
  status: z.enum(['computed', 'failed']),
  failure: failure.optional(),
  inputs: z
    .strictObject({ portfolioDigest: z.string(), marketDigest: z.string(), policyDigest: z.string() })
    .nullable()
    .meta({ description: 'what it was computed from; null where there was no market' }),
  resultDigest: z.string().meta({ description: 'of the answer without its provenance, else of the failure' }),
  sequence: z.int().min(1).meta({ description: 'place in the chain of snapshots, in the order they were stored' }),
  previous: z.strictObject({ sid: identifier, digest: z.string() }).nullable(),
  digest: z.string().meta({ description: 'of all of this, and so of every snapshot before' }),
};

export const snapshotSummary = z.strictObject(snapshotFields).meta({ id: 'SnapshotSummary' });
export const snapshot = z.strictObject({ ...snapshotFields, answer: marginAnswer.nullable() }).meta({ id: 'Snapshot' });

import { type Failure, type FieldError, fail, type Outcome, succeed } from '../foundation/index.ts';
import {
  type ContractTerms,
  contractTerms,
  type FillFormat,
  type ImportedRow,
  importFills as importRows,
  type KnownContracts,
  type OffsetMinutes,
} from '../portfolio/index.ts';
import { attempt } from './attempt.ts';
import { type FillResult, recordFills } from './fills.ts';
import type { EntryResult } from './judge-entries.ts';
import { loadMarket } from './markets.ts';
import { liveHead, type WriteCondition } from './portfolios.ts';
import type { RecordDeps } from './record-entries.ts';

export type FillImportRequest = {
  readonly format: FillFormat;
  /** the venue's own answer; of an IBKR Flex statement its XML */
  readonly trades: unknown;
  readonly venue: string;
  /** of the times in an IBKR Flex statement */
  readonly timeZone: string;
};

export type FillImportLimits = { readonly rows: number; readonly fills: number };

/** What became of one row that is a trade; without a `fillId` where the row has none. */
export type ImportedFillResult = { readonly row: string; readonly fillId?: string } & EntryResult;

export type FillImportAnswer = {
  /** in the order of the rows */
  readonly results: readonly ImportedFillResult[];
  /** rows that are no trades of the account, and why */
  readonly skipped: readonly { readonly row: string; readonly reason: string }[];
  readonly revision: number;
};

type Fillable = Extract<ImportedRow, { kind: 'fill' }>;

/**
 * Applies the fills in a venue's own answer, under the rules of `recordFills`: each once, so that a repeated import changes
 * nothing. Refusals name the row and the venue's field.
 */
export function importFills(
  deps: RecordDeps & { readonly offsetMinutes: OffsetMinutes },
  tenant: string,
  portfolioId: string,
  { format, trades, venue, timeZone }: FillImportRequest,
  limits: FillImportLimits,
  condition: WriteCondition = {},
): Promise<Outcome<FillImportAnswer>> {
  return attempt(async () => {
    const contracts = await knownContracts(deps, tenant, portfolioId);
    if (!contracts.ok) return contracts;
    const reading = { timeZone, offsetMinutes: deps.offsetMinutes, rowsMax: limits.rows };
    const imported = importRows({ format, trades, venue, contracts: contracts.value, reading });
    if (!imported.ok) return imported;
    const fillable = imported.value.filter((row) => row.kind === 'fill');
    if (fillable.length > limits.fills) {
      return fail('limit-exceeded', `${fillable.length} fills: the limit is ${limits.fills} in one import`);
    }
    const unread = imported.value.filter((row) => row.kind === 'refused');
    if (unread.length > MOST_UNREAD) return tooManyUnread(unread);
    const fills = fillable.map(({ fill }) => fill);
    const recorded = await recordFills(deps, tenant, portfolioId, fills, condition);
    if (!recorded.ok) return recorded;
    const applied = new Map(fillable.map((row, i) => [row.row, resultOf(row, recorded.value.results[i]!, i)]));
    return succeed({
      results: imported.value.flatMap((row) => applied.get(row.row) ?? refusalOf(row)),
      skipped: imported.value.flatMap((row) => (row.kind === 'skipped' ? [{ row: row.row, reason: row.reason }] : [])),
      revision: recorded.value.revision,
    });
  });
}

/** Before anything is applied: an answer with more of them would be too large to come back. */
const MOST_UNREAD = 500;

function tooManyUnread([first, ...others]: readonly Extract<ImportedRow, { kind: 'refused' }>[]): Outcome<never> {
  const { detail, errors } = first!.failure;
  return fail('limit-exceeded', `${others.length + 1} rows can't be read, ${MOST_UNREAD} may be; ${detail}`, errors);
}

/** By name: what the market lists, and what is held, under the terms it is held with. */
async function knownContracts(deps: RecordDeps, tenant: string, portfolioId: string): Promise<Outcome<KnownContracts>> {
  const head = await liveHead(deps, tenant, portfolioId);
  if (!head.ok) return head;
  const market = await loadMarket(deps, tenant, head.value.marketId);
  if (!market.ok && market.failure.reason !== 'not-found') return market;
  const positions = await deps.portfolios.positions(tenant, head.value);
  const listed = market.ok ? [...market.value.market.contracts] : [];
  return succeed(
    new Map<string, ContractTerms>([
      ...listed.map(([id, { instrument }]) => [id, contractTerms(instrument)] as const),
      ...positions.map(({ instrument, terms }) => [instrument, terms] as const),
    ]),
  );
}

function refusalOf(row: ImportedRow): ImportedFillResult[] {
  if (row.kind !== 'refused') return [];
  const named = row.fillId === null ? {} : { fillId: row.fillId };
  return [{ row: row.row, ...named, outcome: 'refused', failure: row.failure }];
}

function resultOf(row: Fillable, result: FillResult, index: number): ImportedFillResult {
  const { row: pointer } = row;
  if (result.outcome !== 'refused') return { row: pointer, ...result };
  return { row: pointer, ...result, failure: inRow(result.failure, row, `/fills/${index}/`) };
}

/** The failure of a fill as one of its row, in the venue's names. */
function inRow(failure: Failure, { row, fields }: Fillable, prefix: string): Failure {
  const names: Readonly<Record<string, string | undefined>> = fields;
  const errors = failure.errors?.map(({ pointer, detail }): FieldError => {
    const field = pointer.startsWith(prefix) ? pointer.slice(prefix.length) : '';
    return { pointer: field === '' ? row : `${row}/${names[field] ?? field}`, detail };
  });
  return errors === undefined ? failure : { ...failure, errors };
}

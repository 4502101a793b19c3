import { digestText } from '../foundation/index.ts';
import { type ItemKey, safe } from './keys.ts';

const HEAD = 'HEAD';

export function portfolioPartition(tenant: string, portfolioId: string): string {
  return `TENANT#${safe(tenant)}#PORTFOLIO#${safe(portfolioId)}`;
}

export function headKey(tenant: string, portfolioId: string): ItemKey {
  return { PK: portfolioPartition(tenant, portfolioId), SK: HEAD };
}

const POLICY = 'POLICY';

const MARKET_MOVED = 'MARKETMOVED';

/** Queues a portfolio whose market has moved: the table's stream brings it to whoever recomputes. */
export function marketMovedKey(tenant: string, portfolioId: string): ItemKey {
  return { PK: portfolioPartition(tenant, portfolioId), SK: MARKET_MOVED };
}

const SCHEDULE = 'SCHEDULE';

/** Where the schedule of a portfolio's policy stands; a due time that has come is announced by the table's stream. */
export function scheduleKey(tenant: string, portfolioId: string): ItemKey {
  return { PK: portfolioPartition(tenant, portfolioId), SK: SCHEDULE };
}

const REMINDER = 'REMINDER';

/** When a suggestion that was held back is looked at again; told by the table's stream like a schedule. */
export function reminderKey(tenant: string, portfolioId: string): ItemKey {
  return { PK: portfolioPartition(tenant, portfolioId), SK: REMINDER };
}

/** The parts of the index of due times: no part takes all the writes of a minute in which many are due. */
export const DUE_PARTS: readonly string[] = Array.from({ length: 16 }, (_, i) => `DUE#${i.toString(16)}`);

/** The part that a portfolio is in. */
export function duePart(tenant: string, portfolioId: string): string {
  return `DUE#${digestText(portfolioPartition(tenant, portfolioId)).charAt(0)}`;
}

const RECOMPUTED: ReadonlySet<string> = new Set([HEAD, POLICY, MARKET_MOVED, SCHEDULE, REMINDER]);

/** Where the newest policy of a portfolio stands. */
export function policyKey(tenant: string, portfolioId: string): ItemKey {
  return { PK: portfolioPartition(tenant, portfolioId), SK: POLICY };
}

/**
 * The portfolio whose head, newest policy, schedule, reminder or queued market move has these keys, null for all other items: what a consumer of the
 * table's stream asks to know whose margin has to be computed anew.
 */
export function changedPortfolio(
  PK: string,
  SK: string,
): { readonly tenant: string; readonly portfolioId: string; readonly scheduled: boolean } | null {
  const owner = RECOMPUTED.has(SK) ? portfolioOf(PK) : null;
  return owner && { ...owner, scheduled: SK === SCHEDULE };
}

/** Whose partition it is; null for all others. */
export function portfolioOf(PK: string): { readonly tenant: string; readonly portfolioId: string } | null {
  const [, tenant, portfolioId] = /^TENANT#([^#]+)#PORTFOLIO#([^#]+)$/.exec(PK) ?? [];
  return tenant === undefined || portfolioId === undefined ? null : { tenant, portfolioId };
}

/** Where the names of a tenant's portfolios are listed. */
export function portfoliosPartition(tenant: string): string {
  return `TENANT#${safe(tenant)}#PORTFOLIOS`;
}

export const PORTFOLIO_PREFIX = 'PORTFOLIO#';

export function listedPortfolioKey(tenant: string, portfolioId: string): ItemKey {
  return { PK: portfoliosPartition(tenant), SK: `${PORTFOLIO_PREFIX}${safe(portfolioId)}` };
}

/** Who holds something on an underlying, or it as an asset, for the fan-out of a market move. */
export function holderPartition(tenant: string, underlying: string): string {
  return `TENANT#${safe(tenant)}#UNDERLYING#${safe(underlying)}`;
}

export function holderKey(tenant: string, underlying: string, portfolioId: string): ItemKey {
  return { PK: holderPartition(tenant, underlying), SK: `${PORTFOLIO_PREFIX}${safe(portfolioId)}` };
}

/** Where the end of a portfolio's event log is kept, through all its lives: an id is never given twice. */
export function eventLogKey(tenant: string, portfolioId: string): ItemKey {
  return { PK: portfolioPartition(tenant, portfolioId), SK: 'EVENTLOG' };
}

import { digestText, requireThat } from '../foundation/index.ts';
import { type Execution, executionKey } from '../portfolio/index.ts';
import type { PortfolioHead, RecordedKind, SnapshotKey, Webhook } from '../usecases/index.ts';

export type ItemKey = { readonly PK: string; readonly SK: string };

const HEAD = 'HEAD';

const SAFE = /^[A-Za-z0-9._:@-]{1,128}$/;
const DIGITS = 12;

/** An id as it may stand in a key: without the separator it can't reach into another one's partition. */
function safe(id: string): string {
  requireThat(SAFE.test(id), 'an id of 1 to 128 of A-Z a-z 0-9 . _ : @ -', { id });
  return id;
}

/** A count so that text order is number order. */
function padded(count: number): string {
  requireThat(Number.isSafeInteger(count) && count >= 0 && count < 10 ** DIGITS, 'a count below 1e12', { count });
  return String(count).padStart(DIGITS, '0');
}

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

/** Everything of a portfolio but its head stands under its generation. */
type Life = Pick<PortfolioHead, 'generation'>;

export function positionPrefix({ generation }: Life): string {
  return `G#${generation}#POSITION#`;
}

export function positionSort(life: Life, instrument: string, venue: string): string {
  return `${positionPrefix(life)}${safe(instrument)}#${safe(venue)}`;
}

export function ledgerPrefix({ generation }: Life): string {
  return `G#${generation}#LEDGER#`;
}

/** `line` tells the entries of one revision apart: an opening has many. */
export function ledgerSort(life: Life, revision: number, line: number): string {
  return `${ledgerPrefix(life)}${padded(revision)}#${padded(line)}`;
}

export function recordedSort({ generation }: Life, kind: RecordedKind, id: string): string {
  return `G#${generation}#${kind === 'fill' ? 'FILLID' : 'ADJUSTMENTID'}#${safe(id)}`;
}

/** Says by whom a fill was taken back. */
export function reversedSort({ generation }: Life, fillId: string): string {
  return `G#${generation}#REVERSED#${safe(fillId)}`;
}

export function executionPrefix({ generation }: Life, instrument: string, venue: string): string {
  return `G#${generation}#EXECUTION#${safe(instrument)}#${safe(venue)}#`;
}

export function executionSort(
  life: Life,
  instrument: string,
  venue: string,
  execution: Pick<Execution, 'executedAt' | 'fillId'>,
): string {
  return `${executionPrefix(life, instrument, venue)}${executionKey({ ...execution, fillId: safe(execution.fillId) })}`;
}

/** Where the history of a position may be folded on from. */
export function checkpointsSort({ generation }: Life, instrument: string, venue: string): string {
  return `G#${generation}#CHECKPOINTS#${safe(instrument)}#${safe(venue)}`;
}

export function policySort({ generation }: Life, version: number): string {
  return `G#${generation}#POLICY#${padded(version)}`;
}

export function snapshotPrefix({ generation }: Life): string {
  return `G#${generation}#SNAPSHOT#`;
}

export function snapshotSort(life: Life, { revision, marketVersion, policyVersion }: SnapshotKey): string {
  return `${snapshotPrefix(life)}${padded(revision)}#${padded(marketVersion)}#${padded(policyVersion)}`;
}

export function suggestionPrefix({ generation }: Life): string {
  return `G#${generation}#SUGGESTION#`;
}

export function suggestionSort(life: Life, { revision, marketVersion, policyVersion }: SnapshotKey): string {
  return `${suggestionPrefix(life)}${padded(revision)}#${padded(marketVersion)}#${padded(policyVersion)}`;
}

/** Where the end of a portfolio's event log is kept, through all its lives: an id is never given twice. */
export function eventLogKey(tenant: string, portfolioId: string): ItemKey {
  return { PK: portfolioPartition(tenant, portfolioId), SK: 'EVENTLOG' };
}

export function eventPrefix({ generation }: Life): string {
  return `G#${generation}#EVENT#`;
}

export function eventSort(life: Life, id: number): string {
  return `${eventPrefix(life)}${padded(id)}`;
}

/** How the portfolio stands to its limits. */
export function watchSort({ generation }: Life): string {
  return `G#${generation}#WATCH`;
}

/** The end of the chain of a portfolio's snapshots. */
export function chainSort({ generation }: Life): string {
  return `G#${generation}#CHAIN`;
}

/** What snapshots are computed from, under its digest. */
export function inputSort({ generation }: Life, digest: string): string {
  return `G#${generation}#INPUT#${safe(digest)}`;
}

export function bodyPrefix(bodyId: string): string {
  return `BODY#${safe(bodyId)}#`;
}

export function bodySort(bodyId: string, part: number): string {
  return `${bodyPrefix(bodyId)}${padded(part)}`;
}

export function marketPartition(tenant: string, marketId: string): string {
  return `TENANT#${safe(tenant)}#MARKET#${safe(marketId)}`;
}

export const VERSION_PREFIX = 'VERSION#';

export function versionKey(tenant: string, marketId: string, version: number): ItemKey {
  return { PK: marketPartition(tenant, marketId), SK: `${VERSION_PREFIX}${padded(version)}` };
}

/** Where the newest version of each of a tenant's markets is listed. */
export function marketsPartition(tenant: string): string {
  return `TENANT#${safe(tenant)}#MARKETS`;
}

export const MARKET_PREFIX = 'MARKET#';

/** Names the newest complete version of a market. */
export function latestKey(tenant: string, marketId: string): ItemKey {
  return { PK: marketsPartition(tenant), SK: `${MARKET_PREFIX}${safe(marketId)}` };
}

/** Which version of a market its portfolios have been told of. */
export function announcedKey(tenant: string, marketId: string): ItemKey {
  return { PK: marketPartition(tenant, marketId), SK: 'ANNOUNCED' };
}

/** The market whose newest version has these keys, null for all other items. */
export function changedMarket(PK: string, SK: string): { readonly tenant: string; readonly marketId: string } | null {
  const tenant = /^TENANT#([^#]+)#MARKETS$/.exec(PK)?.[1];
  const marketId = /^MARKET#([^#]+)$/.exec(SK)?.[1];
  return tenant === undefined || marketId === undefined ? null : { tenant, marketId };
}

export function parameterFilePartition(tenant: string, id: string): string {
  return `TENANT#${safe(tenant)}#PARAMETERFILE#${safe(id)}`;
}

export function parameterFileKey(tenant: string, id: string): ItemKey {
  return { PK: parameterFilePartition(tenant, id), SK: 'FILE' };
}

/** Where a tenant's webhooks stand, in their own table. */
export function webhooksPartition(tenant: string): string {
  return `WEBHOOKS#${safe(tenant)}`;
}

export const WEBHOOK_PREFIX = 'WEBHOOK#';

export function webhookKey(tenant: string, id: string): ItemKey {
  return { PK: webhooksPartition(tenant), SK: `${WEBHOOK_PREFIX}${safe(id)}` };
}

/** Where the deliveries of a webhook stand. */
export function webhookPartition(tenant: string, id: string): string {
  return `WEBHOOK#${safe(tenant)}#${safe(id)}`;
}

/** Under its creation: what an id delivered before it was deleted stays out of sight. */
export function deliveryPrefix({ createdAt }: Pick<Webhook, 'createdAt'>): string {
  return `${safe(createdAt)}#DELIVERY#`;
}

export function deliverySort(webhook: Pick<Webhook, 'createdAt'>, deliveryId: string): string {
  return `${deliveryPrefix(webhook)}${safe(deliveryId)}`;
}

/** Looked up before the tenant is known. */
export function apiKeyKey(keyHash: string): ItemKey {
  return { PK: `KEY#${safe(keyHash)}`, SK: 'KEY' };
}

export function idempotencyPartition(tenant: string): string {
  return `TENANT#${safe(tenant)}#IDEMPOTENCY`;
}

export function idempotencyKey(tenant: string, keyHash: string): ItemKey {
  return { PK: idempotencyPartition(tenant), SK: `REQUEST#${safe(keyHash)}` };
}

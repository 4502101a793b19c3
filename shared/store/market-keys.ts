import { type ItemKey, padded, safe } from './keys.ts';

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

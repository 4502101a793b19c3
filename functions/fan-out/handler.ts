import type { EventBridgeEvent } from 'aws-lambda';
import { fanOutMarket } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';

type Moved = { readonly tenantId: string; readonly marketId: string };

/** Tells the portfolios on a market that it has moved: its newest version counts, whichever the event was of. */
export async function handler({ detail }: EventBridgeEvent<'MarketMoved', Moved>): Promise<void> {
  const { tenantId, marketId } = detail;
  const fanOut = await fanOutMarket(stored(), tenantId, marketId);
  if (fanOut.ok) return;
  logger.warn('not fanned out', { tenant: tenantId, marketId, failure: fanOut.failure });
  throw new Error(`${marketId} was not fanned out: ${fanOut.failure.detail}`);
}

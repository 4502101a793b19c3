import type { EventBridgeEvent } from 'aws-lambda';
import { tradeFilled } from '../../shared/contract/index.ts';
import { type FillResult, recordFills } from '../../shared/usecases/index.ts';
import { stored } from '../http/index.ts';

/** What takes back a fill that the ledger doesn't hold (yet): an event of it alone. */
export type EarlyFill = { readonly body: string; readonly reason: string };

/** What of an event is not in the ledger. */
export type NotTaken = {
  /** why the event can't be read, or some of its fills never applied; null where there is nothing of the kind */
  readonly refused: string | null;
  readonly early: readonly EarlyFill[];
};

/** Applies the fills of a `TradeFilled` event as `POST …/fills` does; null where the store can't be asked now. */
export async function takeFills(body: string): Promise<NotTaken | null> {
  const event = JSON.parse(body) as EventBridgeEvent<'TradeFilled', unknown>;
  const read = tradeFilled.safeParse(event.detail);
  if (!read.success)
    return only(
      `malformed: ${read.error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`).join('; ')}`,
    );
  const { tenantId, portfolioId, fills } = read.data;
  const recorded = await recordFills(stored(), tenantId, portfolioId, fills);
  if (!recorded.ok) return recorded.failure.reason === 'unavailable' ? null : only(recorded.failure.detail);
  const early: EarlyFill[] = [];
  const refused: string[] = [];
  for (const [i, result] of recorded.value.results.entries()) {
    const reason = refusalOf(result);
    if (reason === null) continue;
    const alone = { ...event, detail: { tenantId, portfolioId, fills: [fills[i]] } };
    if (isEarly(result)) early.push({ body: JSON.stringify(alone), reason });
    else refused.push(reason);
  }
  return { refused: refused.length === 0 ? null : refused.join('; '), early };
}

function only(refused: string): NotTaken {
  return { refused, early: [] };
}

function isEarly(result: FillResult): boolean {
  return result.outcome === 'refused' && result.failure.reason === 'unknown-fill';
}

function refusalOf(result: FillResult): string | null {
  if (result.outcome !== 'refused') return null;
  return `${result.fillId}: ${result.failure.reason}, ${result.failure.detail}`;
}

import type { EventDraft, EventStore, PortfolioEvent, PortfolioHead } from '../usecases/index.ts';
import { eventPrefix, eventSort } from './life-keys.ts';
import { eventLogKey, portfolioPartition } from './portfolio-keys.ts';
import { type Action, IF_ABSENT, type Item, type Table } from './table.ts';

const KEPT_SECONDS = 7 * 24 * 60 * 60;
const READ_AT_ONCE = 100;
/** What one read brings at most, so that an answer stays far below what the platform carries. */
const READ_CHARACTERS = 1_000_000;

/** The events of portfolios in one table, as the port `EventStore` promises; they are put by `appendEvent` alone. */
export function eventStore(table: Table): EventStore {
  return {
    newest: (tenant, head) => newestId(table, tenant, head),

    async read(tenant, head, after, nowMs) {
      const partition = portfolioPartition(tenant, head.portfolioId);
      const range = { partition, prefix: eventPrefix(head), limit: READ_AT_ONCE };
      for (let last = eventSort(head, after); ; ) {
        const items = await table.query({ ...range, after: last });
        // DynamoDB deletes late
        const kept = items.filter(({ expiresAt }) => (expiresAt as number) * 1000 > nowMs);
        const isEnd = items.length < READ_AT_ONCE;
        if (kept.length > 0 || isEnd)
          return fitting(kept.map(textOf)).map((text) => JSON.parse(text) as PortfolioEvent);
        last = items.at(-1)!.SK;
      }
    },
  };
}

/**
 * What puts an event at the end of its portfolio's log, for the transaction that stores what it tells of. The end moves with it, so that
 * ids have no holes and rise in the order in which events become visible; where it moved meanwhile, the transaction fails as a whole.
 */
export async function appendEvent(
  table: Table,
  tenant: string,
  head: PortfolioHead,
  draft: EventDraft,
): Promise<Action[]> {
  const last = await newestId(table, tenant, head);
  const id = last + 1;
  const event: PortfolioEvent = { id, ...draft };
  const expiresAt = Math.ceil(Date.parse(draft.createdAt) / 1000) + KEPT_SECONDS;
  const PK = portfolioPartition(tenant, head.portfolioId);
  const put = { PK, SK: eventSort(head, id), eventType: draft.type, event: JSON.stringify(event), expiresAt };
  const ifStill = last === 0 ? IF_ABSENT : { expression: 'lastId = :last', values: { ':last': last } };
  return [{ put }, { put: { ...eventLogKey(tenant, head.portfolioId), lastId: id }, onlyIf: ifStill }];
}

/** What an item of a log tells, by its partition and text; null for any other item. */
export function loggedEvent(
  PK: string | undefined,
  text: string | undefined,
): { readonly tenant: string; readonly event: PortfolioEvent } | null {
  const tenant = /^TENANT#([^#]+)#PORTFOLIO#[^#]+$/.exec(PK ?? '')?.[1];
  return tenant === undefined || text === undefined ? null : { tenant, event: JSON.parse(text) as PortfolioEvent };
}

async function newestId(table: Table, tenant: string, { portfolioId }: PortfolioHead): Promise<number> {
  const end = await table.get(eventLogKey(tenant, portfolioId));
  return (end?.['lastId'] as number | undefined) ?? 0;
}

function textOf({ event }: Item): string {
  return String(event);
}

/** The first ones that fit together, and at least one. */
function fitting(texts: readonly string[]): string[] {
  let characters = 0;
  return texts.filter((text, i) => (characters += text.length) <= READ_CHARACTERS || i === 0);
}

import {
  type BodyReference,
  type SuggestionStore,
  type SuggestionSummary,
  snapshotKeyOf,
  type Watch,
} from '../usecases/index.ts';
import { readBody, writeBody } from './bodies.ts';
import { queryPage } from './cursor.ts';
import { appendEvent } from './event-log.ts';
import { suggestionPrefix, suggestionSort, watchSort } from './life-keys.ts';
import { ifStill } from './portfolio-items.ts';
import { headKey, portfolioPartition } from './portfolio-keys.ts';
import { reminderActions } from './schedule-store.ts';
import { IF_ABSENT, type Table } from './table.ts';

/** Suggestions in one table, as the port `SuggestionStore` promises. */
export function suggestionStore(table: Table): SuggestionStore {
  return {
    async watch(tenant, head) {
      const item = await table.get({ PK: portfolioPartition(tenant, head.portfolioId), SK: watchSort(head) });
      return item === null ? null : (item['watch'] as Watch);
    },

    async put(tenant, head, previous, next, made) {
      const PK = portfolioPartition(tenant, head.portfolioId);
      const watch = { PK, SK: watchSort(head), watchRevision: next.revision, watch: next };
      const onlyIf =
        previous === null
          ? IF_ABSENT
          : { expression: 'watchRevision = :before', values: { ':before': previous.revision } };
      const state = [{ put: watch, onlyIf }, ...reminderActions(tenant, head, previous, next)];
      if (made === null) return table.transact(state);
      const { detail, ...summary } = made.suggestion;
      const body = await writeBody(table, PK, detail);
      const put = { PK, SK: suggestionSort(head, summary), decided: false, summary, body };
      return table.transact([
        ...state,
        { put, onlyIf: IF_ABSENT },
        ...(await appendEvent(table, tenant, head, made.event)),
      ]);
    },

    async read(tenant, head, sid) {
      const item = await find(table, tenant, head, sid);
      if (item === null) return null;
      const detail = await readBody(table, item.PK, item['body'] as BodyReference);
      return { ...(item['summary'] as SuggestionSummary), detail };
    },

    page(tenant, head, page) {
      const partition = portfolioPartition(tenant, head.portfolioId);
      const listing = { partition, prefix: suggestionPrefix(head), newestFirst: true };
      return queryPage(table, listing, page, ({ summary }) => summary as SuggestionSummary);
    },

    async decide(tenant, head, sid, decision, decidedAt) {
      const item = await find(table, tenant, head, sid);
      if (item === null) return false;
      const summary = { ...(item['summary'] as SuggestionSummary), decision, decidedAt };
      const onlyIf = { expression: 'decided = :no', values: { ':no': false } };
      return table.transact([
        { put: { ...item, decided: true, summary }, onlyIf },
        { check: headKey(tenant, head.portfolioId), onlyIf: ifStill(head) },
      ]);
    },
  };
}

async function find(table: Table, tenant: string, head: Parameters<SuggestionStore['read']>[1], sid: string) {
  const key = snapshotKeyOf(sid);
  if (key === null) return null;
  return table.get({ PK: portfolioPartition(tenant, head.portfolioId), SK: suggestionSort(head, key) });
}

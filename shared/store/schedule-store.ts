import { requireThat } from '../foundation/index.ts';
import type { DueSchedule, PortfolioHead, ScheduleState, ScheduleStore } from '../usecases/index.ts';
import { DUE_PARTS, duePart, portfolioOf, scheduleKey } from './keys.ts';
import type { Action, Item, Table } from './table.ts';
import { DUE_INDEX } from './table-definition.ts';

type Owner = { readonly tenant: string; readonly portfolioId: string; readonly generation: string };

/** Schedules in one table, as the port `ScheduleStore` promises. */
export function scheduleStore(table: Table): ScheduleStore {
  return {
    async read(tenant, { portfolioId, generation }) {
      const item = await table.get(scheduleKey(tenant, portfolioId));
      return item === null || item['generation'] !== generation ? null : toState(item);
    },

    due(now, limit) {
      const upTo = { ...DUE_INDEX, upTo: now, limit };
      return Promise.all(DUE_PARTS.map(async (part) => (await table.queryIndex(part, upTo)).map(toDue)));
    },

    fire({ dueAt, ...due }, nextDueAt) {
      const put = itemOf(due, { ...due, dueAt: nextDueAt, firedFor: dueAt });
      const values = { ':due': dueAt, ':policy': due.policyVersion, ':generation': due.generation };
      const expression = 'dueAt = :due AND policyVersion = :policy AND generation = :generation';
      return table.transact([{ put, onlyIf: { expression, values } }]);
    },
  };
}

/** What a new policy does to the schedule of its portfolio. */
export function scheduleActions(
  tenant: string,
  { portfolioId, generation }: PortfolioHead,
  schedule: ScheduleState | null | 'unchanged',
): Action[] {
  if (schedule === 'unchanged') return [];
  if (schedule === null) return [{ remove: scheduleKey(tenant, portfolioId) }];
  return [{ put: itemOf({ tenant, portfolioId, generation }, schedule) }];
}

/** In the index while it is due some time. */
function itemOf({ tenant, portfolioId, generation }: Owner, state: ScheduleState): Item {
  const { schedule, policyVersion, firedFor, dueAt } = state;
  const indexed = dueAt === null ? {} : { duePart: duePart(tenant, portfolioId), dueAt };
  return { ...scheduleKey(tenant, portfolioId), generation, schedule, policyVersion, firedFor, ...indexed };
}

function toState(item: Item): ScheduleState {
  const { schedule, policyVersion, firedFor, dueAt } = item as Item & Omit<ScheduleState, 'dueAt'> & { dueAt?: string };
  return { schedule, policyVersion, firedFor, dueAt: dueAt ?? null };
}

function toDue(item: Item): DueSchedule {
  const owner = portfolioOf(item.PK);
  const state = toState(item);
  requireThat(owner !== null && state.dueAt !== null, 'a due time in the partition of a portfolio', { PK: item.PK });
  return { ...owner, ...state, dueAt: state.dueAt, generation: String(item['generation']) };
}

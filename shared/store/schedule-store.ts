import { requireThat } from '../foundation/index.ts';
import type {
  DueReminder,
  DueSchedule,
  PortfolioHead,
  ScheduleState,
  ScheduleStore,
  Watch,
} from '../usecases/index.ts';
import { DUE_PARTS, duePart, portfolioOf, reminderKey, scheduleKey } from './portfolio-keys.ts';
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

    remind({ tenant, portfolioId, generation, dueAt }) {
      const put = { ...reminderKey(tenant, portfolioId), generation };
      return table.transact([{ put, onlyIf: { expression: 'dueAt = :due', values: { ':due': dueAt } } }]);
    },
  };
}

/** What a new state of the watch does to the reminder of its portfolio: set once for all that is held back until the same time. */
export function reminderActions(
  tenant: string,
  { portfolioId, generation }: PortfolioHead,
  previous: Watch | null,
  { heldUntil }: Watch,
): Action[] {
  if (heldUntil === null || heldUntil === previous?.heldUntil) return [];
  const indexed = { duePart: duePart(tenant, portfolioId), dueAt: heldUntil };
  return [{ put: { ...reminderKey(tenant, portfolioId), generation, ...indexed } }];
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

function toDue(item: Item): DueSchedule | DueReminder {
  const owner = portfolioOf(item.PK);
  requireThat(owner !== null, 'a due time in the partition of a portfolio', { PK: item.PK });
  const due = { ...owner, dueAt: String(item['dueAt']), generation: String(item['generation']) };
  return 'schedule' in item ? { ...toState(item), ...due } : due;
}

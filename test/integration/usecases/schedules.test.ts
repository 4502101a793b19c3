import { describe, expect, test } from 'vitest';
import { calendar } from '../../../functions/schedules/calendar.ts';
import { fireSchedules, type Policy, putPolicy, putPortfolio } from '../../../shared/usecases/index.ts';
import { emptyPortfolio, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const START_MS = Date.UTC(2026, 1, 5, 9);
const HOUR_MS = 3_600_000;

const policyOf = (expression: string): Policy => ({
  methods: [{ id: 'delta' }],
  limits: [],
  bands: { margin: [], greeks: [] },
  schedule: { expression, timeZone: 'UTC' },
  cooldownSeconds: 0,
  hysteresisFraction: 0,
  costs: {},
});

describe('a tick', () => {
  const stores = useTestStores();

  async function schedule(tenant: string, id: string, expression: string): Promise<void> {
    const deps = { ...stores.stored, calendar, clock: () => START_MS };
    valueOf(await putPortfolio(deps, tenant, id, emptyPortfolio()));
    valueOf(await putPolicy(deps, tenant, id, policyOf(expression)));
  }

  /** How many were announced, and with which calls of the table. */
  async function tickAt(ms: number): Promise<{ fired: number; calls: Record<string, number> }> {
    const calls: Record<string, number> = {};
    const counted = stores.another((command) => {
      calls[command] = (calls[command] ?? 0) + 1;
    });
    return { fired: valueOf(await fireSchedules({ ...counted, calendar, clock: () => ms })), calls };
  }

  test('costs what is due, of every tenant, and nothing for the schedules that are not', async () => {
    const idle = { fired: 0, calls: { QueryCommand: 16 } };
    expect(await tickAt(START_MS + HOUR_MS)).toEqual(idle);
    for (let i = 0; i < 40; i++) await schedule('acme', `later-${i}`, 'rate(7 days)');
    await schedule('acme', 'desk', 'rate(1 hour)');
    await schedule('other', 'desk', 'rate(30 minutes)');
    expect(await tickAt(START_MS + 1000)).toEqual(idle);
    const due = await tickAt(START_MS + HOUR_MS);
    expect(due).toEqual({ fired: 2, calls: { QueryCommand: 16, TransactWriteItemsCommand: 2 } });
    expect(await tickAt(START_MS + HOUR_MS)).toEqual(idle);
  });

  test('that is cut off leaves the rest to the next one', async () => {
    for (let i = 0; i < 10; i++) await schedule('cut', `desk-${i}`, 'cron(0 10 5 2 ? 2026)');
    let writes = 0;
    const cut = stores.another((command) => {
      if (command === 'TransactWriteItemsCommand' && (writes += 1) > 4) throw new Error('the process ended');
    });
    const at = START_MS + HOUR_MS;
    await expect(fireSchedules({ ...cut, calendar, clock: () => at })).rejects.toThrow('the process ended');
    const left = (await stores.stored.schedules.due(new Date(at).toISOString(), 100)).flat().length;
    expect(left).toBeLessThan(10);
    expect((await tickAt(at)).fired).toBe(left);
    expect((await tickAt(at)).fired).toBe(0);
  });
});

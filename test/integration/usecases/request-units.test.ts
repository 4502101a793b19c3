import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendar } from '../../../functions/schedules/calendar.ts';
import { DEMO_AS_OF, demoBooks, demoMarket } from '../../../infra/local/demo/index.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import { createStores, createTable } from '../../../shared/store/index.ts';
import {
  assessSnapshot,
  calculatePolicyMargin,
  fanOutMarket,
  fireSchedules,
  type Policy,
  putPolicy,
  putPortfolio,
  recomputeSnapshot,
  recordFills,
  type Stored,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { PLAIN_POLICY } from '../../support/plain-policy.ts';
import { valueOf } from '../../support/store/books.ts';
import { countUnits, type RequestUnits } from '../../support/store/request-units.ts';

const PAGE = readFileSync(new URL('../../../infra/SCALING.md', import.meta.url), 'utf8');
const TENANT = 'acme';
const MARKET = demoMarket(DEMO_AS_OF);
/** 40 positions */
const BOOK = demoBooks(MARKET)[0]!.portfolio;

let database: EmbeddedDynamoDb;
let stored: Stored;
let units: { reads: number; writes: number };

beforeAll(async () => {
  database = await startEmbeddedDynamoDb({ dataDir: null });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new DynamoDBClient({ endpoint: database.endpoint, region: 'us-east-1', credentials });
  await createTable(client, 'ballast');
  units = countUnits(client);
  stored = createStores({ tableName: 'ballast', client });
  await moveMarket(0);
  for (const id of ['desk', 'first']) {
    valueOf(await putPortfolio(stored, TENANT, id, BOOK));
    await recompute(id);
  }
});

afterAll(() => database.close());

async function spentBy(work: () => Promise<unknown>): Promise<RequestUnits> {
  const before = { ...units };
  await work();
  return { reads: units.reads - before.reads, writes: units.writes - before.writes };
}

/** What the page says in its row of that name. */
function stated(row: string): RequestUnits {
  const [, reads, writes] = new RegExp(`^\\| ${row} \\| ([\\d.]+) \\| ([\\d.]+) \\|$`, 'm').exec(PAGE) ?? [];
  return { reads: Number(reads), writes: Number(writes) };
}

async function moveMarket(minute: number): Promise<void> {
  valueOf(await storeMarket(stored, TENANT, 'demo', { ...MARKET, asOf: DEMO_AS_OF.replace(':00Z', `:0${minute}Z`) }));
}

async function recompute(id: string): Promise<void> {
  const snapshot = valueOf(await recomputeSnapshot(stored, calculatePolicyMargin, TENANT, id));
  if (snapshot !== null) valueOf(await assessSnapshot(stored, TENANT, id, snapshot));
}

function fillsFrom(first: number, count: number) {
  const base = { instrument: 'BTC-PERP', side: 'buy', quantity: '1', price: '65000', venue: 'main' } as const;
  return Array.from({ length: count }, (_, i) => ({ ...base, fillId: `F${first + i}`, executedAt: DEMO_AS_OF }));
}

const record = async (first: number, count: number) =>
  valueOf(await recordFills(stored, TENANT, 'desk', fillsFrom(first, count)));

test('fills cost what the page says', async () => {
  await record(0, 1);
  expect(await spentBy(() => record(1, 1))).toEqual(stated('a fill by itself'));
  expect(await spentBy(() => record(100, 30))).toEqual(stated('thirty fills of one portfolio in one call'));
});

test('a recomputation costs what the page says, and a repeat of it only looks', async () => {
  await record(200, 1);
  const spent = () => spentBy(() => recompute('desk'));
  expect(await spent()).toEqual(stated('a recomputation after a fill'));
  expect(await spent()).toEqual(stated('a recomputation that finds its snapshot there'));
  await moveMarket(1);
  // reads the market, which the next one finds in memory
  await recompute('first');
  expect(await spent()).toEqual(stated('a recomputation after a market move'));
});

async function open(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) valueOf(await putPortfolio(stored, TENANT, `held-${i}`, BOOK));
}

async function moved(minute: number): Promise<RequestUnits> {
  await moveMarket(minute);
  return spentBy(async () => valueOf(await fanOutMarket(stored, TENANT, 'demo')));
}

test('a market move costs the same for each further portfolio that it moves', async () => {
  await open(0, 30);
  const few = await moved(2);
  await open(30, 90);
  const many = await moved(3);
  const each = { reads: (many.reads - few.reads) / 60, writes: (many.writes - few.writes) / 60 };
  expect(each.writes).toBe(stated('each portfolio that a market move queues').writes);
  expect(each.reads).toBeCloseTo(stated('each portfolio that a market move queues').reads, 1);
});

const setPolicy = async (id: string, changes: Partial<Policy>) =>
  valueOf(await putPolicy({ ...stored, calendar }, TENANT, id, { ...PLAIN_POLICY, ...changes }));
const tick = async (clock: () => number) => valueOf(await fireSchedules({ ...stored, calendar, clock }));

test('a tick costs what the page says, by what is due', async () => {
  await setPolicy('desk', { schedule: { expression: 'rate(1 hour)', timeZone: 'UTC' } });
  const idle = await spentBy(() => tick(Date.now));
  expect(idle).toEqual(stated('a tick with nothing due'));
  const due = await spentBy(() => tick(() => Date.now() + 3_600_000));
  expect({ reads: due.reads - idle.reads, writes: due.writes }).toEqual(stated('each schedule that is due'));
});

test('suggestions that are held back cost one reminder for all of them, set once and told once', async () => {
  const bands = { margin: [], greeks: [{ underlying: 'BTC', greek: 'delta' as const, max: -1e6 }] };
  await setPolicy('desk', { bands, cooldownSeconds: 7_200 });
  await recompute('desk');
  await record(300, 1);
  const held = await spentBy(() => recompute('desk'));
  await record(301, 1);
  const heldStill = await spentBy(() => recompute('desk'));
  expect(held.writes - heldStill.writes).toBe(stated('each suggestion that is held back').writes);
  const due = await spentBy(() => tick(() => Date.now() + 7_300_000));
  expect(due.writes).toBe(stated('each reminder that is due').writes);
});

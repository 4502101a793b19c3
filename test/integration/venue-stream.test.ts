import { beforeAll, describe, expect, it } from 'vitest';
import { sharedVectors } from '../support/shared-vectors.ts';
import {
  type BookState,
  type DeribitStream,
  deribitStream,
  expectCheckpoint,
  NO_STREAM,
} from '../support/store/deribit-stream.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type Result = { outcome: string; row?: string; problem?: { type: string; errors?: { pointer: string }[] } };
type Answer = { results: Result[]; skipped?: { row: string }[]; revision: number };
type Delivery = DeribitStream['deliveries'][number];

const stream = deribitStream();
const rawRows = () =>
  (sharedVectors('fills/synthetic_deribit_stream/crash_20260205.jsonl.gz') ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Json)
    .filter(({ type }) => type === 'fill');

const { send, post } = useTermApi();
/** A checkpoint's positions and, in each currency, cash and fees. */
const PER_CALL = 500;

describe.skipIf(stream === null)('the synthetic Deribit stream over HTTP', () => {
  const { deliveries, checkpoints, market } = stream ?? NO_STREAM;

  beforeAll(async () => {
    expect((await send('PUT', '/markets/default', market)).status).toBe(201);
  });

  it('gives its checkpoints in calls of 500, one by one, by import and shuffled', async () => {
    const batch = await follow('batch', (due) => sendFills('batch', due, PER_CALL));
    const single = await follow('single', (due) => sendFills('single', due, 1));
    const rows = new Map(rawRows().map((row) => [row['seq'], row]));
    const byImport = await follow('import', async (due) => {
      const trades = { trades: due.map(({ seq }) => rows.get(seq)), has_more: false };
      return (await post<Answer>('/portfolios/import/fills/import/deribit', { trades })).results;
    });
    const shuffled = await follow('shuffled', (due) => sendFills('shuffled', permuted(due), 90));
    expect([batch, single, byImport, shuffled].map(({ duplicates }) => duplicates)).toEqual([11, 11, 11, 11]);
    expect(single.state).toEqual(batch.state);
    expect(byImport.state).toEqual(batch.state);
    expect(shuffled.state).toEqual(batch.state);
    console.log(`synthetic_deribit_stream over HTTP: 4 times 1,600 deliveries, ${checkpoints.length} checkpoints each`);
  }, 240_000);

  it('imports what came by HTTP as duplicates, and names row and field of what differs', async () => {
    const rows = rawRows().slice(0, 3);
    const changed = [rows[0], { ...rows[1], price: 1 }, { ...rows[2], fee: 0 }];
    const { results, revision } = await post<Answer>('/portfolios/batch/fills/import/deribit', { trades: changed });
    expect(results.map(({ row, outcome }) => [row, outcome])).toEqual([
      ['/trades/0', 'duplicate'],
      ['/trades/1', 'refused'],
      ['/trades/2', 'refused'],
    ]);
    expect(results.slice(1).map(({ problem }) => [problem?.type, problem?.errors?.[0]?.pointer])).toEqual([
      ['urn:ballast:problem:conflict', '/trades/1/price'],
      ['urn:ballast:problem:conflict', '/trades/2/fee'],
    ]);
    expect(revision).toBe(1_590);
  });

  /** Sends up to each checkpoint and compares with it; the state at the end, and how many deliveries were repeats. */
  async function follow(id: string, deliver: (due: readonly Delivery[]) => Promise<Result[]>) {
    expect((await send('PUT', `/portfolios/${id}`, { baseCurrency: 'USD' })).status).toBe(201);
    let [sent, duplicates] = [0, 0];
    for (const checkpoint of checkpoints) {
      const due = deliveries.filter(({ seq }) => seq <= checkpoint.afterSeq).slice(sent);
      const results = due.length === 0 ? [] : await deliver(due);
      duplicates += results.filter(({ outcome }) => outcome === 'duplicate').length;
      sent += due.length;
      expectCheckpoint(await stateOf(id), checkpoint);
    }
    expect(sent).toBe(1_600);
    return { state: await stateOf(id), duplicates };
  }
});

async function sendFills(id: string, due: readonly Delivery[], size: number): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < due.length; i += size) {
    const fills = due.slice(i, i + size).map(({ fill }) => fill);
    results.push(...(await post<Answer>(`/portfolios/${id}/fills`, { fills })).results);
  }
  return results;
}

/** A fixed permutation: multiplication by a number that shares no factor with how many there are. */
function permuted(due: readonly Delivery[]): Delivery[] {
  const step = [777, 779, 781, 787].find((each) => gcd(each, due.length) === 1)!;
  return due.map((_, i) => due[(i * step + 13) % due.length]!);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

async function stateOf(id: string): Promise<BookState> {
  const positions: BookState['positions'][number][] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { json } = await send('GET', `/portfolios/${id}/positions?limit=200${cursor}`);
    const page = json as { items: BookState['positions']; nextCursor?: string };
    positions.push(...page.items);
    cursor = page.nextCursor === undefined ? undefined : `&cursor=${page.nextCursor}`;
  }
  const { collateral, fees } = (await send('GET', `/portfolios/${id}`)).json as BookState;
  return { positions, collateral, fees };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bundleFunctions } from '../../infra/build.ts';
import { startEmbeddedDynamoDb } from '../../infra/local/dynamodb/index.ts';
import { createStores, createTable } from '../../shared/store/index.ts';
import { issueKey, putPortfolio, storeMarket } from '../../shared/usecases/index.ts';
import type { BenchRow } from './bench-row.ts';
import { type ColdStart, coldStart } from './cold-start.ts';
import { COLD_CALLS, KEY, PORTFOLIO_ID, TENANT } from './cold-start-events.ts';
import { countDynamoDbCalls } from './dynamodb-calls.ts';
import { optionBook, optionMarket } from './option-market.ts';
import { quantile } from './timing.ts';

const ROUNDS = 5;
const TABLE_NAME = 'ballast-bench';
const EMPTY = 'data:text/javascript,export const handler = async () => ({ statusCode: 204 });';
const AWS = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/**
 * A fresh Node process per invocation, from its start to the imported bundle and to the first answer: medians, against the
 * same with a handler that does nothing. A book of 20 options on a market of 1,000 lies in the embedded DynamoDB.
 */
export async function run(): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ballast-cold-'));
  const database = await startEmbeddedDynamoDb({ dataDir: null });
  try {
    await bundleFunctions(directory);
    await fillTable(database.endpoint);
    return await measure(directory, environmentOf(database.endpoint));
  } finally {
    await database.close();
    rmSync(directory, { recursive: true });
  }
}

async function fillTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, ...AWS });
  await createTable(client, TABLE_NAME);
  const stores = createStores({ tableName: TABLE_NAME, client });
  const market = optionMarket(1000);
  const written = [
    await issueKey(stores, TENANT, KEY),
    await storeMarket(stores, TENANT, 'default', market),
    await putPortfolio(stores, TENANT, PORTFOLIO_ID, optionBook(market, 20)),
  ];
  client.destroy();
  for (const outcome of written) if (!outcome.ok) throw new Error(outcome.failure.detail);
}

function environmentOf(endpoint: string): Record<string, string> {
  return {
    TABLE_NAME,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: AWS.region,
    AWS_ACCESS_KEY_ID: AWS.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: AWS.credentials.secretAccessKey,
  };
}

/** One of each per round, so that a busy minute of the machine falls on all of them. */
async function measure(directory: string, environment: Record<string, string>): Promise<BenchRow[]> {
  const empty: ColdStart[] = [];
  const starts = COLD_CALLS.map((): ColdStart[] => []);
  const calls = COLD_CALLS.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    empty.push(await coldStart(EMPTY, {}, environment));
    for (const [i, { functionName, event }] of COLD_CALLS.entries()) {
      const entry = pathToFileURL(join(directory, functionName, 'index.mjs')).href;
      const counted = await countDynamoDbCalls(() => coldStart(entry, event(round), environment));
      starts[i]!.push(accepted(functionName, counted.result));
      calls[i]! += counted.calls;
    }
  }
  return COLD_CALLS.flatMap(({ functionName }, i) => [
    rowOf(`cold start: ${functionName}, imported`, 'importedMs', starts[i]!, empty),
    rowOf(`cold start: ${functionName}, first answer`, 'answeredMs', starts[i]!, empty),
    { name: `cold start: ${functionName}, DynamoDB calls`, value: calls[i]! / ROUNDS, unit: 'calls' },
  ]);
}

/** A refusal would be quick, and no measure of the work. */
function accepted(functionName: string, start: ColdStart): ColdStart {
  const { statusCode, body } = start.answer as { statusCode?: number; body?: string };
  if (statusCode !== undefined && statusCode !== 200) throw new Error(`${functionName}: ${statusCode} ${body}`);
  return start;
}

function rowOf(
  name: string,
  until: 'importedMs' | 'answeredMs',
  starts: readonly ColdStart[],
  empty: readonly ColdStart[],
): BenchRow {
  const median = (all: readonly ColdStart[]) =>
    quantile(
      all.map((each) => each[until]),
      0.5,
    );
  const [value, plain] = [median(starts), median(empty)];
  return { name, value, unit: 'ms', baseline: `an empty handler, ${plain.toFixed(1)} ms`, ratio: value / plain };
}

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { startEmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import { countDynamoDbCalls } from '../../bench/dynamodb-calls.ts';
import { LOCAL_AWS } from '../../support/local-aws.ts';

it('counts the calls of the work, and none before or after', async () => {
  const database = await startEmbeddedDynamoDb({ dataDir: null });
  const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint: database.endpoint });
  const list = () => client.send(new ListTablesCommand({}));
  await list();
  const { result, calls } = await countDynamoDbCalls(async () => [await list(), await list()].length);
  await list();
  expect([result, calls]).toEqual([2, 2]);
  client.destroy();
  await database.close();
});

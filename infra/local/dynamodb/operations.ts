import { unknownOperation } from '../aws-json/errors.ts';
import type { Database } from './database.ts';
import type { Json } from './dynalite.ts';
import { checkRequest, loadValidation, runAction } from './dynalite.ts';
import { createTable, deleteTable, updateTable } from './tables.ts';
import { describeTimeToLive, updateTimeToLive } from './time-to-live.ts';
import { transactGet } from './transact-get.ts';
import { transactWrite } from './transact-write.ts';
import type { TransactionTokens } from './transaction-tokens.ts';
import { writeItem } from './write-item.ts';

type Operation = (body: Json) => Promise<Json>;

/** Answers any supported operation of the API by its name; rejects with what AWS would answer. */
export function operations(database: Database, tokens: TransactionTokens): (name: string, body: Json) => Promise<Json> {
  const byName = new Map<string, Operation>([
    ...['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable', 'ListTables', 'ListTagsOfResource'].map(
      (name): [string, Operation] => [name, (body) => database.read((stage) => run(name, body, stage))],
    ),
    ...['BatchWriteItem', 'TagResource', 'UntagResource'].map((name): [string, Operation] => [
      name,
      (body) => database.write((stage) => run(name, body, stage)),
    ]),
    ...['PutItem', 'UpdateItem', 'DeleteItem'].map((name): [string, Operation] => [
      name,
      (body) => writeItem(name, body, database),
    ]),
    ['TransactWriteItems', (body) => transactWrite(body, database, tokens)],
    ['TransactGetItems', (body) => transactGet(body, database)],
    ['CreateTable', (body) => createTable(body, database)],
    ['UpdateTable', (body) => updateTable(body, database)],
    ['DeleteTable', (body) => deleteTable(body, database)],
    ['UpdateTimeToLive', (body) => updateTimeToLive(body, database)],
    ['DescribeTimeToLive', (body) => describeTimeToLive(body, database)],
  ]);
  return async (name, body) => {
    const operation = byName.get(name);
    if (operation === undefined) throw unknownOperation();
    return operation(body);
  };
}

async function run(name: string, body: Json, stage: Parameters<typeof runAction>[1]): Promise<Json> {
  return runAction(name, stage, checkRequest(body, loadValidation(name), stage));
}

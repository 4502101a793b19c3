import type { KeyValueStore } from '../../../infra/local/dynamodb/dynalite.ts';
import { createLevel } from '../../../infra/local/dynamodb/dynalite.ts';
import { serveDynamoDb } from '../../../infra/local/dynamodb/start.ts';
import { appendTransaction, headRevision } from './dynamodb-crash-ledger.ts';
import { embeddedClient } from './dynamodb-fixture.ts';

// The process that dynamodb-crash.test.ts kills. It appends to the ledger, and consumes its stream, until it dies at the boundary of the
// nth commit that it is told to; it says on stdout what it was sure of: `applied <revision>` and `committed <sequence number>`.
const [dataDir, TableName, boundary, nth] = process.argv.slice(2);

const die = (): void => process.kill(process.pid, 'SIGKILL') as unknown as void;

function dyingAt(level: KeyValueStore): KeyValueStore {
  const batch = level.batch.bind(level);
  let commits = 0;
  level.batch = async (operations, options) => {
    commits += 1;
    const fatal = commits === Number(nth);
    if (fatal && boundary === 'before') die();
    const written = batch(operations, options);
    if (fatal && boundary === 'during') die();
    await written;
    if (fatal && boundary === 'after') die();
  };
  return level;
}

const db = await serveDynamoDb(dyingAt(createLevel(dataDir!)), 0, 'os');
const client = embeddedClient(db.endpoint);
const worker = await db.stream.subscribe({ tableName: TableName!, consumer: 'worker', from: 'TRIM_HORIZON' });

async function consume(): Promise<never> {
  for (;;) {
    await worker.wait({});
    const records = await worker.read({ limit: 7 });
    const last = records.at(-1)?.dynamodb?.SequenceNumber ?? '';
    await worker.commit(last);
    console.log(`committed ${last}`);
  }
}

async function append(): Promise<never> {
  let revision = await headRevision(client, TableName!);
  for (;;) {
    revision += 1;
    await appendTransaction(client, TableName!, revision);
    console.log(`applied ${revision}`);
  }
}

await Promise.all([consume(), append()]);

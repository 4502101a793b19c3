import type { AttributeValue, DynamoDB, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item } from './dynamodb-fixture.ts';
import { item, key, keyText } from './dynamodb-fixture.ts';

// A small ledger whose whole state follows from its revision: transaction r moves r from one account to the next, writes entry r, drops entry r - 5
// and raises HEAD. So what a crash has left can be compared with what revision r has to look like, item by item.
const ACCOUNTS = 4;
const KEPT_ENTRIES = 5;
/** Large enough for a commit to span several blocks of LevelDB's log. */
const PADDING = 'x'.repeat(40_000);

export async function createLedger(client: DynamoDB, TableName: string): Promise<void> {
  await client.putItem({ TableName, Item: item('ledger', 'HEAD', { revision: number(0) }) });
}

export async function headRevision(client: DynamoDB, TableName: string): Promise<number> {
  const { Item } = await client.getItem({ TableName, Key: key('ledger', 'HEAD'), ConsistentRead: true });
  return Number(Item?.['revision']?.N ?? 'NaN');
}

/** Transaction `revision`; to repeat it is harmless, as its token is its revision. */
export function appendTransaction(client: DynamoDB, TableName: string, revision: number): Promise<unknown> {
  const actions: TransactWriteItem[] = [
    raiseHead(TableName, revision),
    { Put: { TableName, Item: entryOf(revision), ConditionExpression: 'attribute_not_exists(PK)' } },
    addTo(TableName, revision, -revision),
    addTo(TableName, revision + 1, revision),
  ];
  const dropped = key('ledger', entryKey(revision - KEPT_ENTRIES));
  if (revision > KEPT_ENTRIES)
    actions.push({ Delete: { TableName, Key: dropped, ConditionExpression: 'attribute_exists(PK)' } });
  return client.transactWriteItems({ TransactItems: actions, ClientRequestToken: `revision-${revision}` });
}

/** All items at `revision`, in key order, as the transactions up to it leave them. */
export function ledgerAt(revision: number): Item[] {
  const balances = new Map<string, number>();
  for (let r = 1; r <= revision; r += 1) {
    for (const [account, amount] of [
      [accountKey(r), -r],
      [accountKey(r + 1), r],
    ] as const) {
      balances.set(account, (balances.get(account) ?? 0) + amount);
    }
  }
  const accounts = [...balances].map(([account, balance]) => item('ledger', account, { balance: number(balance) }));
  const first = Math.max(1, revision - KEPT_ENTRIES + 1);
  const entries = Array.from({ length: revision - first + 1 }, (_, index) => entryOf(first + index));
  const items = [...accounts, ...entries, item('ledger', 'HEAD', { revision: number(revision) })];
  return items.sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1));
}

function raiseHead(TableName: string, revision: number): TransactWriteItem {
  return {
    Update: {
      TableName,
      Key: key('ledger', 'HEAD'),
      UpdateExpression: 'SET revision = :next',
      ConditionExpression: 'revision = :seen',
      ExpressionAttributeValues: { ':seen': number(revision - 1), ':next': number(revision) },
    },
  };
}

function addTo(TableName: string, account: number, amount: number): TransactWriteItem {
  const ExpressionAttributeValues = { ':a': number(amount) };
  return {
    Update: {
      TableName,
      Key: key('ledger', accountKey(account)),
      UpdateExpression: 'ADD balance :a',
      ExpressionAttributeValues,
    },
  };
}

function entryOf(revision: number): Item {
  return item('ledger', entryKey(revision), {
    amount: number(revision),
    owner: { S: 'ledger' },
    padding: { S: PADDING },
  });
}

const entryKey = (revision: number): string => `ENTRY#${String(revision).padStart(6, '0')}`;

const accountKey = (account: number): string => `ACCOUNT#${account % ACCOUNTS}`;

const number = (value: number): AttributeValue.NMember => ({ N: String(value) });

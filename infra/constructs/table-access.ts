import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { DUE_INDEX } from '../../shared/store/index.ts';
import type { BallastFunction } from './ballast-function.ts';

/**
 * What a function may do with the table:
 * - `keys`: look up an API key, and see nothing of any tenant
 * - `read`: read tenants' items, and never an API key
 * - `write`: read and write tenants' items; transactions are covered by the actions that they are made of
 * - `checked`: the same, and make a write conditional on an item that isn't written
 * - `idempotency`: read and write the answers kept under Idempotency-Keys
 */
export type TableAccess = 'keys' | 'read' | 'write' | 'checked' | 'idempotency';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];
const CHECK = ['dynamodb:ConditionCheckItem'];

const RIGHTS: Readonly<Record<TableAccess, { readonly actions: string[]; readonly partitions: string }>> = {
  keys: { actions: ['dynamodb:GetItem'], partitions: 'KEY#*' },
  read: { actions: READ, partitions: 'TENANT#*' },
  write: { actions: [...READ, ...WRITE], partitions: 'TENANT#*' },
  checked: { actions: [...READ, ...WRITE, ...CHECK], partitions: 'TENANT#*' },
  idempotency: { actions: [...READ, ...WRITE], partitions: 'TENANT#*#IDEMPOTENCY' },
};

/** Names the table to the function and lets it do exactly that, in one call: neither is ever there without the other. */
export function grantTable(table: ITable, { lambda }: BallastFunction, access: TableAccess): void {
  const { actions, partitions } = RIGHTS[access];
  lambda.addEnvironment('TABLE_NAME', table.tableName);
  lambda.addToRolePolicy(limited(table.tableArn, actions, partitions));
}

/** Names the table of webhooks to the function and lets it read and write them with what they sign with, and their deliveries. */
export function grantWebhooks(webhookTable: ITable, { lambda }: BallastFunction): void {
  lambda.addEnvironment('WEBHOOK_TABLE_NAME', webhookTable.tableName);
  lambda.addToRolePolicy(limited(webhookTable.tableArn, [...READ, ...WRITE], 'WEBHOOK*'));
}

/** Lets the function see what is due and set when it is due next, and nothing else of any tenant. */
export function grantSchedules(table: ITable, { lambda }: BallastFunction): void {
  lambda.addEnvironment('TABLE_NAME', table.tableName);
  lambda.addToRolePolicy(limited(`${table.tableArn}/index/${DUE_INDEX.indexName}`, ['dynamodb:Query'], 'DUE#*'));
  lambda.addToRolePolicy(limited(table.tableArn, ['dynamodb:PutItem'], 'TENANT#*'));
}

/** For all values holds of none too: a call that names no partition is excluded by the second condition. */
function limited(resource: string, actions: string[], partitions: string): PolicyStatement {
  const conditions = {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partitions] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
  return new PolicyStatement({ actions, resources: [resource], conditions });
}

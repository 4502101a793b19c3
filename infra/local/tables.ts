import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { requireThat } from '../../shared/foundation/index.ts';
import { REGION } from './template/intrinsics.ts';
import type { LocalTemplate } from './template/local-template.ts';

type TableProperties = Pick<
  CreateTableCommandInput,
  'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'
> & { readonly StreamSpecification?: { readonly StreamViewType: 'NEW_AND_OLD_IMAGES' | 'KEYS_ONLY' } };

export type LocalTable = { readonly name: string; readonly streamArn: string | null };

export function localDynamoDbClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: REGION, credentials });
}

/** Creates the template's tables where they don't exist yet, under their logical ids. */
export async function createTables(template: LocalTemplate, endpoint: string): Promise<LocalTable[]> {
  const client = localDynamoDbClient(endpoint);
  const tables: LocalTable[] = [];
  for (const resource of template.ofType('AWS::DynamoDB::Table')) {
    const name = resource.logicalId;
    const table =
      (await describe(client, name)) ?? (await create(client, name, template.properties(resource) as TableProperties));
    const { TableArn, LatestStreamArn } = table;
    requireThat(TableArn !== undefined, 'a table with an ARN', { name });
    const stream: Record<string, string> = LatestStreamArn === undefined ? {} : { StreamArn: LatestStreamArn };
    template.place(resource, { ref: name, attributes: { Arn: TableArn, ...stream } });
    tables.push({ name, streamArn: LatestStreamArn ?? null });
  }
  client.destroy();
  return tables;
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, name: string, properties: TableProperties): Promise<TableDescription> {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes, StreamSpecification } =
    properties;
  const created = await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions,
      KeySchema,
      GlobalSecondaryIndexes,
      LocalSecondaryIndexes,
      StreamSpecification: StreamSpecification && { StreamEnabled: true, ...StreamSpecification },
    }),
  );
  requireThat(created.TableDescription !== undefined, 'a description of the new table', { name });
  return created.TableDescription;
}

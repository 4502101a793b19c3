import { createStores } from '../../shared/store/index.ts';
import { issueKey } from '../../shared/usecases/index.ts';
import type { LocalSystem } from './local-system.ts';
import { localDynamoDbClient } from './tables.ts';

/** Lets `key` speak for `tenant`; a key that is there already stays. */
export async function issueLocalKey(
  { dynamoDbEndpoint, tableName }: LocalSystem,
  tenant: string,
  key: string,
): Promise<void> {
  const client = localDynamoDbClient(dynamoDbEndpoint);
  const issued = await issueKey(createStores({ tableName, client }), tenant, key);
  client.destroy();
  if (!issued.ok) throw new Error(`no key for ${tenant}: ${issued.failure.detail}`);
}

import { type KeyStore, StoreFailure } from '../usecases/index.ts';
import { apiKeyKey } from './keys.ts';
import type { Table } from './table.ts';

/** API keys in one table, as the port `KeyStore` promises. A key never changes its tenant. */
export function keyStore(table: Table): KeyStore {
  return {
    async put(keyHash, tenant, createdAt) {
      const onlyIf = { expression: 'attribute_not_exists(PK) OR tenant = :tenant', values: { ':tenant': tenant } };
      const issued = await table.transact([{ put: { ...apiKeyKey(keyHash), tenant, createdAt }, onlyIf }]);
      if (!issued) throw new StoreFailure({ reason: 'conflict', detail: 'this key speaks for someone else' });
    },

    async tenantOf(keyHash) {
      const item = await table.get(apiKeyKey(keyHash));
      return item === null ? null : String(item['tenant']);
    },
  };
}

import type { ParameterFile, ParameterFileHead, ParameterFileStore } from '../usecases/index.ts';
import { openBody, readCompressed, writeText } from './bodies.ts';
import { parameterFileKey, parameterFilePartition } from './market-keys.ts';
import { RecentlyUsed } from './recently-used.ts';
import { IF_ABSENT, type Table } from './table.ts';

const FILES_KEPT = 2;

/**
 * Parameter files in one table, as the port `ParameterFileStore` promises. The last few are kept, compressed, and with them
 * what was read of them: under one digest a file never changes.
 */
export function parameterFileStore(table: Table): ParameterFileStore {
  const kept = new RecentlyUsed<Promise<ParameterFile>>(FILES_KEPT);

  const load = async (tenant: string, head: ParameterFileHead, digest: string): Promise<ParameterFile> => {
    const partition = parameterFilePartition(tenant, head.id);
    const parts: Uint8Array[] = [];
    for (const { body } of head.received) parts.push(await readCompressed(table, partition, body));
    return { digest, chunks: () => openEach(parts) };
  };

  return {
    async head(tenant, id) {
      const item = await table.get(parameterFileKey(tenant, id));
      return item === null ? null : (item['head'] as ParameterFileHead);
    },

    writePart: (tenant, id, text) => writeText(table, parameterFilePartition(tenant, id), text),

    replace(tenant, previous, head) {
      const put = { ...parameterFileKey(tenant, head.id), revision: head.revision, head };
      const onlyIf =
        previous === null
          ? IF_ABSENT
          : { expression: 'revision = :revision', values: { ':revision': previous.revision } };
      return table.transact([{ put, onlyIf }]);
    },

    open: (tenant, head, digest) => kept.getOrLoad(`${tenant}#${head.id}#${digest}`, () => load(tenant, head, digest)),
  };
}

/** One part is open at a time. */
function* openEach(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const part of parts) yield openBody(part);
}

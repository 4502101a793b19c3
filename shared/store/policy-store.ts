import type { BodyReference, Policy, PolicyStore, PolicyVersion, PortfolioHead } from '../usecases/index.ts';
import { readBody, writeBody } from './bodies.ts';
import { policySort } from './life-keys.ts';
import { headKey, policyKey, portfolioPartition } from './portfolio-keys.ts';
import { RecentlyUsed } from './recently-used.ts';
import { scheduleActions } from './schedule-store.ts';
import { type Condition, IF_ABSENT, type Item, type Table } from './table.ts';

const POLICIES_KEPT = 200;

/**
 * Policies in one table, as the port `PolicyStore` promises. The newest of a portfolio has a key of its own, which the table's stream is
 * read for; versions never change, so the ones read last are kept.
 */
export function policyStore(table: Table): PolicyStore {
  const kept = new RecentlyUsed<Promise<Policy>>(POLICIES_KEPT);

  const whole = async (item: Item): Promise<PolicyVersion> => {
    const body = item['body'] as BodyReference;
    const load = async () => (await readBody(table, item.PK, body)) as Policy;
    return {
      version: item['policyVersion'] as number,
      createdAt: String(item['createdAt']),
      digest: String(item['digest']),
      policy: await kept.getOrLoad(body.bodyId, load),
    };
  };

  return {
    async latest(tenant, head) {
      const item = await table.get(policyKey(tenant, head.portfolioId));
      return item === null || item['generation'] !== head.generation ? null : whole(item);
    },

    async read(tenant, head, version) {
      const item = await table.get({ PK: portfolioPartition(tenant, head.portfolioId), SK: policySort(head, version) });
      return item === null ? null : whole(item);
    },

    async put(tenant, head, previous, { version, createdAt, digest, policy }, schedule) {
      const { generation, portfolioId } = head;
      const PK = portfolioPartition(tenant, portfolioId);
      const body = await writeBody(table, PK, policy);
      const fields = { policyVersion: version, generation, createdAt, digest, body };
      return table.transact([
        { check: headKey(tenant, portfolioId), onlyIf: ifLive(head) },
        { put: { ...policyKey(tenant, portfolioId), ...fields }, onlyIf: ifStill(head, previous) },
        { put: { PK, SK: policySort(head, version), ...fields }, onlyIf: IF_ABSENT },
        ...scheduleActions(tenant, head, schedule),
      ]);
    },
  };
}

/** Holds while this life of the portfolio goes on: a policy of another would stay behind, armed. */
function ifLive({ generation }: PortfolioHead): Condition {
  const values = { ':generation': generation, ':deleted': false };
  return { expression: 'generation = :generation AND deleted = :deleted', values };
}

/** Holds while nobody set a policy of this life of the portfolio since `previous` was read. */
function ifStill({ generation }: PortfolioHead, previous: PolicyVersion | null): Condition {
  const values = { ':generation': generation };
  if (previous === null) return { expression: 'attribute_not_exists(PK) OR generation <> :generation', values };
  return {
    expression: 'policyVersion = :version AND generation = :generation',
    values: { ...values, ':version': previous.version },
  };
}

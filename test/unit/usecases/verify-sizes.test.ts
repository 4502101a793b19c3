import { describe, expect, it } from 'vitest';
import { digest } from '../../../shared/foundation/index.ts';
import type { RebalanceCertificate } from '../../../shared/rebalance/index.ts';
import { calculateRebalance, type RebalanceRequest, verifyRebalance } from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';

const SUBJECT = { portfolio: OPTION_BOOK, market: marketOf(OPTION_MARKET), marketDigest: 'option' };
const REQUEST: RebalanceRequest = {
  objective: { minimise: 'margin', method: 'paradex-style' },
  lots: 'integer',
  constraints: { costBudget: 900, maxTrades: 3, minTicket: '0.5' },
  costs: { halfSpread: 0.002 },
};
const CERTIFICATE = valueIn(calculateRebalance(SUBJECT, REQUEST)).certificate!;

type Body = Omit<RebalanceCertificate, 'certificateDigest'>;
type Proof = NonNullable<Body['integer']>;

function verify(certificate: RebalanceCertificate, request = REQUEST) {
  return valueIn(verifyRebalance(SUBJECT, request, certificate));
}

/** The certificate with a change, under a digest that fits it. */
function forged(change: (body: Body) => Body): RebalanceCertificate {
  const { certificateDigest: _, ...body } = CERTIFICATE;
  const changed = change(body);
  return { certificateDigest: digest(changed), ...changed };
}

function withProof(change: (proof: Proof) => Partial<Proof>): RebalanceCertificate {
  return forged((body) => ({ ...body, integer: { ...body.integer!, ...change(body.integer!) } }));
}

function withValue(id: string, value: (value: number) => number): RebalanceCertificate {
  return forged((body) => ({
    ...body,
    primal: body.primal.map((each) => (each.id === id ? { id, value: value(each.value) } : each)),
  }));
}

const TREE = CERTIFICATE.integer!.tree;
const LEAVES = TREE.flatMap((node, k) => ('duals' in node ? [k] : []));
const SPLITS = TREE.flatMap((node, k) => ('column' in node ? [k] : []));
const TRADED = CERTIFICATE.primal.filter(({ id }) => /^(buy|sell)\//.test(id));

describe('a certificate of trades in whole lots', () => {
  it('holds as it was given, with a tree that proves more than the linear program', () => {
    expect(verify(CERTIFICATE)).toMatchObject({ valid: true, refuted: [], unproven: [] });
    expect(verify(CERTIFICATE).proved).toContain('each trade has one of its sizes, and no more are made than may be');
    expect(CERTIFICATE.bound).toBeGreaterThan(CERTIFICATE.integer!.linearBound);
    expect(LEAVES.length).toBeGreaterThan(1);
    expect(LEAVES.length).toBeLessThanOrEqual(64);
    expect(TRADED.length).toBeGreaterThan(0);
  });

  it('is refused with a trade off its lots, below its ticket or too many of them', () => {
    const claim = 'each trade has one of its sizes, and no more are made than may be';
    for (const { id } of TRADED) {
      const off = withValue(id, (value) => value + 1e-9);
      expect(verify(off)).toMatchObject({ valid: false, refuted: expect.arrayContaining([claim]) });
      expect(verify(withValue(id, () => 0.1)).refuted).toContain(claim);
    }
    const fourth = forged((body) => ({ ...body, primal: [...body.primal, { id: 'buy/BTC-PERP', value: 1 }] }));
    expect(verify(fourth).valid).toBe(false);
  });

  it.each([
    ['linear bound', withProof(({ linearBound }) => ({ linearBound: linearBound + 1e-6 }))],
    ['claim above the objective', withProof(() => ({ claimedBound: CERTIFICATE.objective + 1 }))],
    ['claim below what is proven', withProof(() => ({ claimedBound: CERTIFICATE.bound - 1 }))],
    ['tree left out', withProof(() => ({ tree: [] }))],
    ['tree cut short', withProof(({ tree }) => ({ tree: tree.slice(0, -1) }))],
    ['tree that goes on', withProof(({ tree }) => ({ tree: [...tree, tree.at(-1)!] }))],
    ['bound', forged((body) => ({ ...body, bound: body.bound + 1e-6 }))],
    ['gap', forged((body) => ({ ...body, gapFraction: 0 }))],
  ])('is refused with another %s, even under a digest that fits', (_, certificate) => {
    expect(verify(certificate).valid).toBe(false);
    expect(verify(certificate).refuted).not.toContain('the certificate is unaltered');
  });

  it('is refused with any leaf or split of its tree changed', () => {
    const weakest = LEAVES.filter((k) => {
      const node = TREE[k]!;
      return 'duals' in node && node.duals.length > 0;
    });
    const refusedLeaves = weakest.filter((k) => {
      const cut = withProof(({ tree }) => ({ tree: tree.with(k, { duals: [], isEmpty: false }) }));
      return !verify(cut).valid;
    });
    expect(refusedLeaves).toEqual(weakest);
    for (const k of SPLITS) {
      const moved = withProof(({ tree }) => {
        const node = tree[k] as { column: string; atMost: number };
        return { tree: tree.with(k, { ...node, atMost: node.atMost + 0.5 }) };
      });
      expect(verify(moved).valid).toBe(false);
    }
  });

  it('is refused without its proof, and where the request has no sizes', () => {
    const { integer: _, ...linear } = CERTIFICATE;
    expect(verify(linear).valid).toBe(false);
    expect(verify(forged(({ integer: __, ...body }) => body)).valid).toBe(false);
    const { lots: ___, constraints: ____, ...anySize } = REQUEST;
    expect(valueIn(verifyRebalance(SUBJECT, REQUEST, CERTIFICATE)).valid).toBe(true);
    const free = valueIn(calculateRebalance(SUBJECT, anySize)).certificate!;
    expect(verify(free, anySize).valid).toBe(true);
    expect(verify({ ...free, integer: { ...CERTIFICATE.integer!, tree: [] } }, anySize).valid).toBe(false);
  });

  it.each(['maxTrades', 'minTicket'] as const)('is refused for another %s', (field) => {
    const other = {
      ...REQUEST,
      constraints: { ...REQUEST.constraints, maxTrades: 2, minTicket: '0.6', [field]: REQUEST.constraints![field] },
    };
    expect(verifyRebalance(SUBJECT, other, CERTIFICATE)).toMatchObject({ ok: true, value: { valid: false } });
  });

  it('names a column or row of its tree that the problem does not have', () => {
    const column = withProof(({ tree }) => ({ tree: tree.with(SPLITS[0]!, { column: 'nothing', atMost: 0 }) }));
    const row = withProof(({ tree }) => ({
      tree: tree.with(LEAVES[0]!, { duals: [{ id: 'nothing', value: 1 }], isEmpty: false }),
    }));
    for (const [certificate, pointer] of [
      [column, `/certificate/integer/tree/${SPLITS[0]}/column`],
      [row, `/certificate/integer/tree/${LEAVES[0]}/duals/0/id`],
    ] as const) {
      expect(verifyRebalance(SUBJECT, REQUEST, certificate)).toMatchObject({
        ok: false,
        failure: { reason: 'invalid-input', errors: [{ pointer }] },
      });
    }
  });
});

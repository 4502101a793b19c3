import { describe, expect, it } from 'vitest';
import { causeOfIssues, LIMITS, OPERATIONS, problemOf, statusOf } from '../../../shared/contract/index.ts';
import { MARKET, PORTFOLIO } from '../../support/example-nouns.ts';

function refusal(body: unknown, route: 'POST /v1/margin' | 'POST /v1/rebalance' = 'POST /v1/margin') {
  const result = OPERATIONS[route].body.safeParse(body);
  if (result.success) throw new Error('was accepted');
  return causeOfIssues(result.error.issues);
}

const subject = { portfolio: PORTFOLIO, market: MARKET };

describe('problem details', () => {
  it('have one status per reason', () => {
    const statuses = (
      [
        'malformed',
        'not-found',
        'conflict',
        'stale-revision',
        'payload-too-large',
        'limit-exceeded',
        'unavailable',
      ] as const
    ).map(statusOf);
    expect(statuses).toEqual([400, 404, 409, 412, 413, 422, 503]);
  });

  it('carry a stable type, the path and the correlation id', () => {
    expect(problemOf({ reason: 'unknown-instrument', detail: 'no X', errors: [] }, '/v1/margin', 'abc')).toEqual({
      type: 'urn:ballast:problem:unknown-instrument',
      title: 'The market does not hold this instrument',
      status: 422,
      detail: 'no X',
      instance: '/v1/margin',
      correlationId: 'abc',
    });
  });

  it('point at each field that is wrong', () => {
    const positions = [{ instrument: 'X', quantity: 'many' }, { quantity: 1 }];
    const { reason, errors } = refusal({ ...subject, portfolio: { ...PORTFOLIO, positions } });
    expect(reason).toBe('malformed');
    expect(errors).toEqual([
      { pointer: '/portfolio/positions/0/quantity', detail: expect.stringContaining('decimal') },
      { pointer: '/portfolio/positions/1/instrument', detail: expect.stringContaining('string') },
    ]);
  });

  it('escape pointers and name unknown fields', () => {
    expect(refusal({ ...subject, 'a/b~c': 1 }).errors).toEqual([{ pointer: '/a~1b~0c', detail: 'unknown field' }]);
  });

  it('point into the branch of a union that came furthest', () => {
    const { errors } = refusal({ ...subject, objective: [{ minimise: 'cost', weight: -1 }] }, 'POST /v1/rebalance');
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/objective/0/weight']);
  });

  it('say which limit an array passes', () => {
    const positions = Array.from({ length: LIMITS.positions + 1 }, (_, i) => ({ instrument: `I${i}`, quantity: 1 }));
    expect(refusal({ ...subject, portfolio: { ...PORTFOLIO, positions } })).toEqual({
      reason: 'limit-exceeded',
      detail: '/portfolio/positions: more than the limit of 2000 items',
      errors: [{ pointer: '/portfolio/positions', detail: 'more than the limit of 2000 items' }],
    });
  });

  it('name the work of a search that may not be asked for, and only that', () => {
    const body = { ...subject, objective: { minimise: 'cost', weight: -1 } };
    const most = { pivots: 100_000, nodes: 100_000, wallMs: 20_000 };
    const more = { pivots: LIMITS.pivots + 1, nodes: LIMITS.nodes + 1, wallMs: LIMITS.wallMs + 1 };
    const [taken, refused] = [most, more].map((limits) => refusal({ ...body, limits }, 'POST /v1/rebalance').errors!);
    const named = ['/limits/pivots', '/limits/nodes', '/limits/wallMs'];
    expect(taken!.map(({ pointer }) => pointer)).toEqual(['/objective/weight']);
    expect(refused!.map(({ pointer }) => pointer)).toEqual(['/objective/weight', ...named]);
  });

  it('say that a book or a market is named twice or not at all', () => {
    expect(refusal({ market: MARKET }).errors).toEqual([
      { pointer: '/portfolio', detail: 'or portfolioId is required' },
    ]);
    expect(refusal({ ...subject, portfolioId: 'p', marketId: 'm', marketVersion: 1 }).errors).toEqual([
      { pointer: '/portfolioId', detail: 'excludes portfolio' },
      { pointer: '/marketId', detail: 'excludes market' },
      { pointer: '/marketVersion', detail: 'excludes market' },
    ]);
  });

  it('never carry more errors than a reader can use', () => {
    const positions = Array.from({ length: 500 }, () => ({}));
    const cause = refusal({ ...subject, portfolio: { ...PORTFOLIO, positions } });
    expect(problemOf(cause, '/', 'x').errors).toHaveLength(100);
  });
});

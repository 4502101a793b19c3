import { describe, expect, it } from 'vitest';
import { digest } from '../../../shared/foundation/index.ts';
import type { CollateralAnswer, VerifyAnswer } from '../../../shared/usecases/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';
import { useTermApi } from '../../support/term-api.ts';
import { ownVectors } from '../../support/vectors.ts';

type K1 = {
  readonly avail: readonly number[];
  readonly haircut: readonly (readonly number[])[];
  readonly cost: readonly number[];
  readonly need: readonly number[];
  readonly x: readonly (readonly number[])[];
  readonly cost_opt: number;
  readonly duals_need: readonly number[];
};

const { K1: CASE } = JSON.parse(ownVectors('optimisation/margin_lp_milp_cvar.json')) as { readonly K1: K1 };
const ASSETS = ['USD', 'UST', 'BTC'];
const VENUES = ['v1', 'v2', 'v3'];
const { post } = useTermApi();

const HAIRCUTS = ASSETS.flatMap((asset, i) =>
  VENUES.map((venue, v) => ({ asset, venue, haircutFraction: CASE.haircut[i]![v]! })),
);

function requestOf(parts: object = {}, needs: readonly number[] = CASE.need) {
  return {
    portfolio: { baseCurrency: 'USD', positions: [] },
    market: OPTION_MARKET,
    venues: VENUES.map((id, v) => ({ id, requirement: needs[v]! })),
    assets: ASSETS.map((id, i) => ({ id, quantity: CASE.avail[i]!, price: 1 })),
    haircuts: HAIRCUTS,
    costs: ASSETS.map((asset, i) => ({ asset, holdingFraction: CASE.cost[i]! })),
    ...parts,
  };
}

function allocate(parts: object = {}, needs: readonly number[] = CASE.need, status = 200) {
  return post<CollateralAnswer>('/collateral', requestOf(parts, needs), status);
}

const shadowPrices = ({ venues }: CollateralAnswer) => venues.map(({ shadowPrice }) => shadowPrice!);

/** Cash at one venue, a little dearer than Treasuries that lie at none. */
const cashAtFirst = (transferFraction: number) => ({
  assets: [
    { id: 'USD', quantity: 100, heldAt: 'v1' },
    { id: 'UST', quantity: 200, price: 1 },
  ],
  costs: [{ asset: 'USD', holdingFraction: 0.011 }, { asset: 'UST', holdingFraction: 0.01 }, { transferFraction }],
});

const postedAt = async (transferFraction: number) =>
  new Set((await allocate(cashAtFirst(transferFraction))).allocations.map(({ asset, venue }) => `${asset}>${venue}`));

describe('collateral', () => {
  it('K1: amounts, cost and shadow prices, certified', async () => {
    const answer = await allocate();
    expect(answer.status.termination).toBe('optimal');
    for (const [i, asset] of ASSETS.entries()) {
      for (const [v, venue] of VENUES.entries()) {
        const posted = answer.allocations.find((each) => each.asset === asset && each.venue === venue)?.amount ?? 0;
        expect(Math.abs(posted - CASE.x[i]![v]!)).toBeLessThan(5e-5);
      }
    }
    for (const [v, price] of shadowPrices(answer).entries()) {
      expect(Math.abs(price - CASE.duals_need[v]!)).toBeLessThan(5e-7);
    }
    const largestError = Math.abs(answer.cost! / CASE.cost_opt - 1);
    expect(largestError).toBeLessThan(1e-12);
    expect(answer.certificate!.gapFraction).toBeLessThan(1e-12);
    recordConformance({
      method: 'collateral',
      set: 'K1',
      cases: 1,
      largestError,
      unit: 'relative cost',
      tolerance: '1e-12; amounts and duals to the digits printed',
      source: 'own, by HiGHS',
    });
  });

  it('is verified without a solver, and refused for other requirements or with a figure changed', async () => {
    const certificate = (await allocate()).certificate!;
    const verify = (collateral: object, altered: object = certificate) =>
      post<VerifyAnswer>('/verify', { collateral, certificate: altered });
    const { valid, proved } = await verify(requestOf());
    expect({ valid, proved }).toMatchObject({ valid: true });
    expect(proved).toContain('the allocation is the cheapest');
    expect((await verify(requestOf({}, [50, 40, 30.001]))).refuted).toContain('the problem is the one of this request');
    const { certificateDigest: _, ...body } = certificate;
    for (const changed of [
      { ...body, bound: body.bound + 1e-9 },
      { ...body, objective: body.objective - 1e-9 },
      { ...body, primal: body.primal.slice(1) },
      { ...body, duals: body.duals.slice(1) },
    ]) {
      const forged = { certificateDigest: digest(changed), ...changed };
      expect((await verify(requestOf(), forged)).valid).toBe(false);
    }
    await post('/verify', { certificate }, 400);
    await post('/verify', { collateral: requestOf(), request: requestOf(), certificate }, 400);
  });

  it('has shadow prices that are what a requirement costs, shares of it included', async () => {
    const parts = { haircuts: HAIRCUTS.map((each) => ({ ...each, maxShareOfRequirement: 0.6 })) };
    const answer = await allocate(parts);
    expect(
      Math.max(...answer.allocations.map(({ counted, venue }) => counted / CASE.need[VENUES.indexOf(venue)]!)),
    ).toBeCloseTo(0.6, 12);
    for (const [v, price] of shadowPrices(answer).entries()) {
      const moved = (by: number) =>
        allocate(
          parts,
          CASE.need.map((need, k) => (k === v ? need + by : need)),
        );
      const [more, less] = [await moved(0.01), await moved(-0.01)];
      expect(price).toBeCloseTo((more.cost! - less.cost!) / 0.02, 9);
    }
    expect(answer.prices.length).toBeGreaterThan(3);
    for (const { objectivePerUnit } of answer.prices) expect(objectivePerUnit).toBeLessThan(0);
  });

  it('leaves assets where they lie while that is cheaper than moving them', async () => {
    expect(await postedAt(0)).toEqual(new Set(['UST>v1', 'UST>v2', 'UST>v3']));
    expect(await postedAt(0.01)).toEqual(new Set(['USD>v1', 'UST>v2', 'UST>v3']));
  });

  it('names the venues that cannot be covered and the smallest shortfall', async () => {
    const answer = await allocate({}, [50, 40, 300]);
    expect(answer.status.termination).toBe('infeasible');
    expect(answer.infeasible).toMatchObject({
      conflict: ['venues/v3/requirement'],
      isSmallest: true,
      smallestRelaxation: { 'venues/v3/requirement': answer.venues[2]!.shortfall },
    });
    // scipy's HiGHS on the elastic program
    const total = answer.venues.reduce((sum, { shortfall }) => sum + shortfall, 0);
    expect(total).toBeCloseTo(194.77244897959184, 9);
    const again = await allocate(
      {},
      answer.venues.map(({ requirement, shortfall }) => requirement - shortfall * (1 + 1e-9)),
    );
    expect(again.status.termination).toBe('optimal');
    const short = await allocate(
      {},
      answer.venues.map(({ requirement, shortfall }) => requirement - shortfall * 0.999),
    );
    expect(short.status.termination).toBe('infeasible');
    const { infeasible } = await allocate({ haircuts: HAIRCUTS.filter(({ venue }) => venue !== 'v2') });
    const name = 'venues/v2/requirement';
    expect(infeasible).toMatchObject({ conflict: [name], relaxationAlone: { [name]: CASE.need[1] } });
  });

  it("takes a venue's requirement from a method on its positions, and the portfolio's collateral where it lies", async () => {
    const margin = await post<{ margins: readonly { initial: number }[] }>('/margin', {
      portfolio: { ...OPTION_BOOK, collateral: [] },
      market: OPTION_MARKET,
      methods: [{ id: 'paradex-style' }],
    });
    const answer = await allocate({
      portfolio: OPTION_BOOK,
      venues: [{ id: 'main', method: 'paradex-style' }],
      assets: undefined,
      haircuts: [{ asset: 'USDC', haircutFraction: 0.02 }],
      costs: [],
    });
    const { initial } = margin.margins[0]!;
    expect(answer.venues[0]!.requirement).toBe(initial);
    expect(answer.allocations).toMatchObject([{ asset: 'USDC', heldAt: 'main', venue: 'main', cost: 0 }]);
    expect(answer.allocations[0]!.amount).toBeCloseTo(initial / 0.98, 6);
  });

  it('tells an asset at a venue from one whose name looks like that, also to who verifies', async () => {
    const request = requestOf({
      venues: [{ id: 'v1', requirement: 40 }],
      assets: [
        { id: 'UST@v2', quantity: 5, price: 1 },
        { id: 'UST', quantity: 50, price: 1, heldAt: 'v2' },
      ],
      haircuts: ['UST@v2', 'UST'].map((asset) => ({ asset, haircutFraction: 0 })),
    });
    const { certificate, allocations } = await post<CollateralAnswer>('/collateral', request);
    expect(allocations.map(({ amount }) => amount).reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(40, 12);
    const { valid } = await post<VerifyAnswer>('/verify', { collateral: request, certificate });
    expect(valid).toBe(true);
    expect(await post('/verify', { collateral: request }, 400)).toMatchObject({
      errors: [{ pointer: '/certificate', detail: 'must be the certificate of an answer' }],
    });
  });

  it('names what cannot be asked', async () => {
    const refused = [
      [{ venues: [{ id: 'v1' }] }, 400, '/venues/0/requirement'],
      [{ venues: [{ id: 'v1', method: 'nothing' }], haircuts: [], costs: [] }, 422, '/venues/0/method'],
      [{ venues: [{ id: 'v1', method: 'delta' }], haircuts: [] }, 422, '/venues/0/method'],
      [{ haircuts: [{ asset: 'USD', venue: 'v9', haircutFraction: 0 }] }, 422, '/haircuts/0/venue'],
      [{ assets: [{ id: 'XYZ', quantity: 1 }] }, 422, '/assets/0'],
    ] as const;
    for (const [parts, status, pointer] of refused) {
      expect(JSON.stringify(await allocate(parts, CASE.need, status))).toContain(pointer);
    }
  });
});

import { putTradeFilled } from '../local-aws.ts';
import type { LocalBallast } from '../local-ballast.ts';
import { Desk } from './desk.ts';

type Json = Record<string, unknown>;
type Step = (desk: Desk, ballast: LocalBallast) => Promise<void>;

const AT = '2026-02-05T10:00:';

const fill = (n: number, more: Json = {}) => ({
  fillId: `f${n}`,
  instrument: ['BTC-PERP', 'ETH-PERP', 'BTC-0-65000-C'][n % 3],
  side: n % 4 === 1 ? 'sell' : 'buy',
  quantity: `${1 + (n % 3)}.5`,
  price: ['65000', '2000', '4000'][n % 3],
  fee: '0.25',
  executedAt: `${AT}${String(n).padStart(2, '0')}Z`,
  ...more,
});

/** The fills of every desk, out of order, some of them sent twice; the last ones come by the bus, a bust before its fill. */
const CALLS = [
  [fill(3), fill(1), fill(2), fill(1)],
  [fill(6), fill(5), { ...fill(7), corrects: 'f2' }, { fillId: 'f8', busts: 'f3', executedAt: `${AT}08Z` }],
];
const BUST = { fillId: 'f11', busts: 'f10', executedAt: `${AT}11Z` };
const BY_BUS = [[BUST], [fill(9)], [fill(10), fill(4)], [fill(9)]];

/** Of ETH there are 2.5 in the end. */
const POLICY = {
  methods: [{ id: 'delta' }, { id: 'scenario-grid' }],
  bands: {
    greeks: [
      { underlying: 'BTC', greek: 'delta', max: 2 },
      { underlying: 'ETH', greek: 'delta', max: 1 },
    ],
  },
};
const DEPOSIT = { adjustmentId: 'd', kind: 'deposit', asset: 'USD', quantity: '5000', effectiveAt: `${AT}30Z` };

const OPENING = {
  baseCurrency: 'USD',
  positions: [{ instrument: 'BTC-PERP', quantity: '1', averagePrice: '65000' }],
  collateral: [{ asset: 'USD', quantity: '1000000' }],
};

const STEPS: readonly Step[] = [
  async (desk) => void (await desk.send('PUT', '', OPENING)),
  async (desk) => void (await desk.send('PUT', '/policy', POLICY)),
  ...CALLS.map(
    (fills): Step =>
      async (desk) =>
        void (await desk.send('POST', '/fills', { fills })),
  ),
  async (desk) => void (await desk.send('POST', '/adjustments', { adjustments: [DEPOSIT] })),
  async (desk, ballast) => {
    await putTradeFilled(
      ballast,
      BY_BUS.map((fills) => ({ tenantId: 'local', portfolioId: desk.id, fills })),
    );
    const expected = BY_BUS.flat().map(({ fillId }) => fillId);
    await desk.until('fills by the bus', async () => {
      const ids = new Set(await desk.ledgerIds());
      return expected.every((id) => ids.has(id));
    });
  },
];

/** Opens a portfolio, sets a policy, sends fills by both ways and a deposit; between the calls its margin is waited for. */
export async function live(ballast: LocalBallast, id: string): Promise<Desk> {
  const desk = new Desk(ballast, id);
  for (const step of STEPS) {
    await step(desk, ballast);
    await desk.settled();
  }
  return desk;
}

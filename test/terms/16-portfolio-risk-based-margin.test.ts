import { describe, expect, it } from 'vitest';
import type { MarginAnswer } from '../../shared/usecases/index.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();

type Scenario = { id: string; spotShockFraction: number; volShockFraction?: number; weight?: number };

const MOVES = [-0.3, -0.15, -0.05, 0.05, 0.15, 0.3];
const SCENARIOS: readonly Scenario[] = MOVES.flatMap((spotShockFraction) =>
  [-0.25, 0.4].map((volShockFraction) => ({
    id: `${spotShockFraction}/${volShockFraction}`,
    spotShockFraction,
    volShockFraction,
  })),
);

async function prbm(scenarios: readonly Scenario[], quantity = '-10') {
  const positions = OPTION_BOOK.positions.map((each) =>
    each.instrument === 'BTC-26JUN26-90000-C' ? { ...each, quantity } : each,
  );
  const methods = [{ id: 'scenario-grid', parameters: { scenarios } }];
  const portfolio = { ...OPTION_BOOK, positions };
  const { margins } = await post<MarginAnswer>('/margin', { portfolio, market: OPTION_MARKET, methods });
  return margins[0]!;
}

describe('term 16: portfolio risk-based margin', () => {
  it('is the largest of the losses that it returns, and names where that is', async () => {
    for (const quantity of ['-10', '6', '-2.5']) {
      const margin = await prbm(SCENARIOS, quantity);
      expect(margin.scenarios).toHaveLength(SCENARIOS.length);
      const worst = margin.scenarios.reduce((lowest, each) => (each.pnl < lowest.pnl ? each : lowest));
      expect(worst.pnl).toBeLessThan(0);
      expect(margin.initial).toBe(-worst.pnl);
      expect(margin.bindingScenarios).toMatchObject([{ id: worst.id, weight: 1, loss: -worst.pnl }]);
    }
  });

  it('is the weighted loss where a scenario has a weight', async () => {
    const [far] = (await prbm([{ id: 'far', spotShockFraction: 1 }])).scenarios;
    const margin = await prbm([{ id: 'far', spotShockFraction: 1, weight: 0.3 }]);
    expect(margin.initial).toBeCloseTo(-0.3 * far!.pnl, 6);
  });

  it('never falls when a scenario is added', async () => {
    const random = new Random(16);
    let before = 0;
    const added: Scenario[] = [];
    const steps: number[] = [];
    for (let n = 0; n < 25; n++) {
      added.push({
        id: `s${n}`,
        spotShockFraction: random.between(-0.5, 0.5),
        volShockFraction: random.between(-0.5, 0.8),
      });
      const { initial } = await prbm(added);
      expect(initial).toBeGreaterThanOrEqual(before);
      steps.push(initial - before);
      before = initial;
    }
    expect(steps.filter((step) => step > 0).length).toBeGreaterThan(1);
    expect(steps.filter((step) => step === 0).length).toBeGreaterThan(1);
  });

  it('is zero where no scenario loses, and never the margin of no scenario', async () => {
    const margin = await prbm([{ id: 'still', spotShockFraction: 0 }]);
    expect(margin.initial).toBe(0);
    const methods = [{ id: 'scenario-grid', parameters: { scenarios: [] } }];
    const refused = await post('/margin', { portfolio: OPTION_BOOK, market: OPTION_MARKET, methods }, 422);
    expect(refused).toMatchObject({ errors: [{ pointer: '/methods/0/parameters/scenarios' }] });
  });
});

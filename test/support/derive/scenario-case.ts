import type { PmrmParameters } from '../../../shared/margin/derive-pmrm-style/parameters.ts';
import type { BookCase } from './book-case.ts';

/** A case of `testAndVerifyScenarios.json`: integers of 18 decimals, one entry of each array per option. */
export type ScenarioCase = {
  readonly Scenario: Readonly<Record<ArrayName, readonly number[]>> &
    Readonly<Record<ScalarName, number>> & { readonly PercentFixed: number | null };
  readonly Result: Readonly<Record<string, number | null>>;
};

type ArrayName =
  | 'OptionExpiries'
  | 'OptionStrikes'
  | 'OptionIsCall'
  | 'OptionAmounts'
  | 'OptionVols'
  | 'OptionVolConfidences'
  | 'FeedExpiries'
  | 'Forwards'
  | 'ForwardConfidences'
  | 'Rates'
  | 'RateConfidences'
  | 'ForwardsFixed';
type ScalarName =
  | 'Cash'
  | 'Perps'
  | 'Base'
  | 'SpotPrice'
  | 'SpotConfidence'
  | 'PerpPrice'
  | 'PerpConfidence'
  | 'StablePrice'
  | 'UnrealisedPerpPNL'
  | 'UnrealisedFunding';

const UNIT = 1e18;

export function bookOfScenario({ Scenario: given }: ScenarioCase): BookCase {
  const at = (name: ArrayName, i: number) => given[name][i]! / UNIT;
  const scalar = (name: ScalarName) => given[name] / UNIT;
  return {
    underlyings: [
      {
        id: 'ETH',
        spot: scalar('SpotPrice'),
        spotConfidence: scalar('SpotConfidence'),
        perpetual: scalar('PerpPrice'),
        perpetualConfidence: scalar('PerpConfidence'),
      },
    ],
    expiries: distinctIndices(given.FeedExpiries).map((i) => ({
      underlying: 'ETH',
      seconds: given.FeedExpiries[i]!,
      forward: at('Forwards', i),
      rate: at('Rates', i),
      forwardConfidence: at('ForwardConfidences', i),
      rateConfidence: at('RateConfidences', i),
      settled: settledOf(at('ForwardsFixed', i), given.PercentFixed ?? 0),
    })),
    options: given.OptionExpiries.map((seconds, i) => ({
      underlying: 'ETH',
      seconds,
      strike: at('OptionStrikes', i),
      right: given.OptionIsCall[i] === 1 ? 'call' : 'put',
      vol: at('OptionVols', i),
      confidence: at('OptionVolConfidences', i),
      amount: at('OptionAmounts', i),
    })),
    perpetuals:
      given.Perps === 0
        ? []
        : [
            {
              underlying: 'ETH',
              amount: scalar('Perps'),
              gain: scalar('UnrealisedPerpPNL') + scalar('UnrealisedFunding'),
            },
          ],
    bases: [{ underlying: 'ETH', amount: scalar('Base') }],
    cash: scalar('Cash'),
    stablePrice: scalar('StablePrice'),
  };
}

/** The suite fixes settlement prices over a window that its own percentage tells: 0.75 at 900 s is an hour. */
export function settlementWindow({ Scenario: given }: ScenarioCase): Partial<PmrmParameters> {
  const [soonest] = given.FeedExpiries.toSorted((a, b) => a - b);
  return given.PercentFixed === null || given.PercentFixed === 0
    ? {}
    : { settlementWindowSeconds: soonest! / (1 - given.PercentFixed) };
}

/** A fixed part of 0 is of an expiry outside its window. */
function settledOf(fixed: number, fraction: number): BookCase['expiries'][number]['settled'] {
  return fixed === 0 ? null : { average: fixed / fraction, fraction };
}

function distinctIndices(values: readonly number[]): number[] {
  return [...values.keys()].filter((i) => values.indexOf(values[i]!) === i);
}

import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { SensitivityLine } from '../../risk/index.ts';
import { ofPeriod, type SimmParameters } from './parameters.ts';
import {
  type Placement,
  type RiskClassRule,
  readCurrency,
  readQualifier,
  readTenor,
  USD_MILLION,
} from './placement.ts';
import { curvatureFraction, impliedVol } from './volatility.ts';

/** There is one bucket of exchange rates. */
const BUCKET = 'fx';

type Pair<T> = { readonly regularRegular: T; readonly regularHigh: T; readonly highHigh: T };

/**
 * Exchange rates: a delta factor is a currency other than the calculation currency, a vega factor a pair of currencies in
 * either order. Weights and correlations go by whether currencies are of high volatility.
 */
export function fxRule(parameters: SimmParameters): RiskClassRule {
  const { fx } = parameters;
  const { calculationRegular, calculationHigh } = fx.correlations;
  const correlations = isHigh(parameters, parameters.calculationCurrency) ? calculationHigh : calculationRegular;
  return {
    place: (line, measure) => (measure === 'delta' ? placeDelta(parameters, line) : placeVega(parameters, line)),
    correlation: (a, b, measure) =>
      measure === 'vega' ? fx.vegaCorrelation : ofPair(parameters, correlations, a.name, b.name),
    bucketCorrelation: () => 0,
    concentrationAcrossBuckets: false,
    curvatureFactor: 1,
  };
}

function isHigh({ fx }: SimmParameters, currency: string): boolean {
  return fx.highVolCurrencies.includes(currency);
}

function ofPair<T>(parameters: SimmParameters, values: Pair<T>, a: string, b: string): T {
  const high = [a, b].filter((currency) => isHigh(parameters, currency)).length;
  return high === 0 ? values.regularRegular : high === 1 ? values.regularHigh : values.highHigh;
}

/** 0 for the currencies of the first category, 2 for all that are in no list. */
function categoryOf({ fx }: SimmParameters, currency: string): number {
  if (fx.firstCategoryCurrencies.includes(currency)) return 0;
  return fx.secondCategoryCurrencies.includes(currency) ? 1 : 2;
}

function placeDelta(parameters: SimmParameters, line: SensitivityLine): Outcome<Placement | null> {
  const { fx, calculationCurrency } = parameters;
  const currency = readCurrency(line);
  if (!currency.ok) return currency;
  if (currency.value === calculationCurrency) return succeed(null);
  const riskWeight = ofPair(parameters, ofPeriod(parameters, fx.riskWeights), currency.value, calculationCurrency);
  const threshold = fx.deltaThresholds[categoryOf(parameters, currency.value)]! * USD_MILLION;
  return succeed({ ...factor(currency.value), riskWeight, threshold, scale: 1, curvatureScale: null });
}

/** Thresholds are of the categories 11, 12, 13, 22, 23, 33: where each first category's row begins. */
const FIRST_OF_CATEGORY = [0, 3, 5];

function placeVega(parameters: SimmParameters, line: SensitivityLine): Outcome<Placement> {
  const { fx } = parameters;
  const pair = readQualifier(line, /^[A-Z]{6}$/, 'a pair of currencies, like EURUSD');
  if (!pair.ok) return pair;
  const [first, second] = [pair.value.slice(0, 3), pair.value.slice(3)].toSorted() as [string, string];
  if (first === second) return failAt('invalid-input', `${line.pointer}/qualifier`, 'a pair is of two currencies');
  const tenor = readTenor(line);
  if (!tenor.ok) return tenor;
  const categories = [categoryOf(parameters, first), categoryOf(parameters, second)];
  const [low, high] = [Math.min(...categories), Math.max(...categories)];
  const vol = impliedVol(parameters, ofPair(parameters, ofPeriod(parameters, fx.riskWeights), first, second));
  return succeed({
    ...factor(`${first}${second}`),
    riskWeight: ofPeriod(parameters, fx.vegaRiskWeight),
    threshold: fx.vegaThresholds[FIRST_OF_CATEGORY[low]! + high - low]! * USD_MILLION,
    scale: ofPeriod(parameters, fx.historicalVolRatio) * vol,
    curvatureScale: curvatureFraction(parameters, tenor.value) * vol,
  });
}

function factor(name: string) {
  return { key: name, bucket: BUCKET, name, tenor: null, curve: '', group: name, concentrated: true };
}

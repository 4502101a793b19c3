import { normalQuantile } from '../../numerics/index.ts';
import { ofPeriod, type SimmParameters, TENORS } from './parameters.ts';

const DAYS_PER_YEAR = 365;
const DAYS: Readonly<Record<(typeof TENORS)[number], number>> = {
  '2w': 14,
  '1m': DAYS_PER_YEAR / 12,
  '3m': DAYS_PER_YEAR / 4,
  '6m': DAYS_PER_YEAR / 2,
  '1y': DAYS_PER_YEAR,
  '2y': 2 * DAYS_PER_YEAR,
  '3y': 3 * DAYS_PER_YEAR,
  '5y': 5 * DAYS_PER_YEAR,
  '10y': 10 * DAYS_PER_YEAR,
  '15y': 15 * DAYS_PER_YEAR,
  '20y': 20 * DAYS_PER_YEAR,
  '30y': 30 * DAYS_PER_YEAR,
};
/** The margin period of risk in calendar days. */
const CALENDAR_DAYS = { tenDay: 14, oneDay: 1.4 };
const WEIGHT_QUANTILE = normalQuantile(0.99);

/** Annual volatility, in the units of the risk weight, that the delta risk weight implies: `RW · sqrt(365 / 14) / Φ⁻¹(0.99)`. */
export function impliedVol(parameters: SimmParameters, riskWeight: number): number {
  return (riskWeight * Math.sqrt(DAYS_PER_YEAR / ofPeriod(parameters, CALENDAR_DAYS))) / WEIGHT_QUANTILE;
}

/** From vega to curvature, `½ · min(1, 14 days / t)`: the gamma of an option at the money. */
export function curvatureFraction(parameters: SimmParameters, tenor: number): number {
  return 0.5 * Math.min(1, ofPeriod(parameters, CALENDAR_DAYS) / DAYS[TENORS[tenor]!]);
}

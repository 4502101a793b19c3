import type { StressAxis } from '../exposure/index.ts';

/** How far a shock is away; null where the axis or the market has no such measure. */
export type StressDistance = {
  /** of the price or vol, signed */
  readonly fraction: number | null;
  /** standard deviations of one day */
  readonly sigmas: number | null;
  /** on the spot axis, until one standard deviation is as large: sigmas²; on the time axis, the days themselves */
  readonly days: number | null;
};

const YEAR_DAYS = 365;

/** @param volAnnual of the underlying that moves, null where unknown */
export function distanceOf(axis: StressAxis, shock: number, volAnnual: number | null): StressDistance {
  if (axis === 'time') return { fraction: null, sigmas: null, days: shock };
  if (axis === 'vol' || volAnnual === null || volAnnual === 0) return { fraction: shock, sigmas: null, days: null };
  const sigmas = Math.abs(shock) / (volAnnual / Math.sqrt(YEAR_DAYS));
  return { fraction: shock, sigmas, days: sigmas * sigmas };
}

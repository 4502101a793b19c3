import { ownVectors } from './vectors.ts';

/** What other software computed of one loss series at one confidence. */
export type TailVector = {
  readonly esTailMean: number;
  readonly esAverageOfWorstCeil: number;
  readonly varOrderStatCeil: number;
  readonly normalVaR: number;
  readonly normalES: number;
  readonly normalVaRzeroMean: number;
  readonly cornishFisherVaR: number;
  readonly componentNormalVaRzeroMean: readonly number[];
  readonly componentES_worstCeil: readonly number[];
};

/** A portfolio's history with the statistics that R and numpy give. */
export type RiskHistory = {
  readonly id: string;
  readonly assets: readonly string[];
  readonly returnType: 'simple' | 'log';
  readonly weights: readonly number[];
  /** one row per day, one return per asset */
  readonly returns: readonly (readonly number[])[];
  readonly expected: {
    readonly n: number;
    readonly mean: number;
    readonly stdSample: number;
    readonly stdPopulation: number;
    readonly skewPopulation: number;
    readonly kurtosisPopulation: number;
    readonly covSample: readonly (readonly number[])[];
    readonly tail: Readonly<Record<string, TailVector>>;
    readonly ewmaVariance094_initFirstSquared: number;
    readonly kupiec_95_window100_type7?: { readonly exceptions: number; readonly n: number; readonly LRpof: number };
    readonly returnQuantilesR: Readonly<Record<string, number>>;
  };
};

export const RISK_HISTORIES = JSON.parse(ownVectors('risk/var_es_cov.json')) as readonly RiskHistory[];

/** What the weighted portfolio returned each day. */
export function portfolioReturns({ returns, weights }: RiskHistory): Float64Array {
  return Float64Array.from(returns, (row) => row.reduce((total, value, i) => total + value * weights[i]!, 0));
}

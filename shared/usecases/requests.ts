import type { DeltaConvention } from '../exposure/index.ts';
import type { MarketSnapshot } from '../market/index.ts';
import type { Portfolio, SensitivityRow } from '../portfolio/index.ts';
import type { RebalanceConstraints, RebalanceCosts, UniverseEntry } from '../rebalance/index.ts';
import type { ObjectiveTerm } from './objective-terms.ts';

/** Which book and which market: each inline or by the id of a stored one. */
export type Subject = {
  readonly portfolio?: Portfolio | undefined;
  readonly portfolioId?: string | undefined;
  readonly market?: MarketSnapshot | undefined;
  readonly marketId?: string | undefined;
  readonly marketVersion?: number | undefined;
};

export type MethodChoice = {
  readonly id: string;
  readonly version?: string | undefined;
  /** replaces single parameters of the version; validated by the method's own schema */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
};

export type NamesFile = {
  /** a clearing house's file that was uploaded, for the methods that take one */
  readonly parameterFileId?: string | undefined;
};

type MethodsRequest = Subject & NamesFile & { readonly methods?: readonly MethodChoice[] | undefined };

export type MarginRequest = MethodsRequest & {
  /** CRIF rows, for methods that read them; the portfolio may then hold nothing */
  readonly sensitivities?: readonly SensitivityRow[] | undefined;
};

/** A risk measure: a method's id, and the parameters that most callers set. */
export type RiskMeasureChoice = MethodChoice & {
  readonly confidence?: number | undefined;
  readonly horizonDays?: number | undefined;
  readonly window?: number | undefined;
  readonly seed?: number | undefined;
  readonly paths?: number | undefined;
  readonly distribution?: Readonly<Record<string, unknown>> | undefined;
};

export type RiskRequest = Subject & { readonly measures: readonly RiskMeasureChoice[] };

export type BacktestRequest = Subject & {
  readonly methods: readonly MethodChoice[];
  readonly requirement?: RequirementName | undefined;
  /** newest days that are tested */
  readonly window?: number | undefined;
  /** what the requirement is meant to hold with */
  readonly confidence?: number | undefined;
};

export type ExposureRequest = Subject & {
  /** by which conventions deltas are put into one number; all, where the market lets them, unless stated */
  readonly aggregation?: DeltaConvention | readonly DeltaConvention[] | undefined;
  /** per underlying: the delta to be hedged to, 0 unless stated, and with what */
  readonly hedges?: readonly HedgeChoice[] | undefined;
};

export type HedgeChoice = {
  readonly underlying: string;
  readonly targetDelta?: number | undefined;
  readonly instrument?: string | undefined;
};

export type Trade = {
  readonly instrument: string;
  /** signed decimal, + buys */
  readonly quantity: string;
  /** default: the market's mark */
  readonly price?: number | undefined;
  readonly venue?: string | undefined;
};

export type MaxSizeRequest = Subject & {
  readonly method: MethodChoice;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly venue?: string | undefined;
  readonly price?: number | undefined;
};

export type LegOrderRequest = Subject & { readonly method: MethodChoice; readonly trades: readonly Trade[] };

export type WhatIfRequest = MethodsRequest & { readonly trades: readonly Trade[] };

export type RequirementName = 'initial' | 'maintenance';

export type RebalanceRequest = Subject &
  NamesFile & {
    /** one term: that plus costs; a list: exactly the weighted terms */
    readonly objective: ObjectiveTerm | readonly ObjectiveTerm[];
    readonly universe?: readonly UniverseEntry[] | undefined;
    /** `continuous` unless stated */
    readonly lots?: 'integer' | 'continuous' | undefined;
    readonly constraints?: RebalanceConstraints | undefined;
    readonly costs?: RebalanceCosts | undefined;
    readonly limits?: RebalanceWork | undefined;
    /** whether the answer has the order of its trades whose peak margin is lowest */
    readonly legOrder?: boolean | undefined;
  };

/** How much a search may do. */
export type RebalanceWork = {
  /** simplex pivots and interior-point steps; unless stated, as for all of these, as in `REBALANCE_WORK` */
  readonly pivots?: number | undefined;
  /** of branch and bound */
  readonly nodes?: number | undefined;
  /** how much better than the answer others may be, relative: the search then ends; 0.001 unless stated */
  readonly gapFraction?: number | undefined;
  /** a safety net: what it ends is marked as not reproducible */
  readonly wallMs?: number | undefined;
};

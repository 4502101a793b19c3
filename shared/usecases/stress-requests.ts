import type { CloseOut, HedgeImpact, HistoricalReplay, StressAxis } from '../exposure/index.ts';
import type { Shock } from '../scenarios/index.ts';
import type { MethodChoice, Subject } from './requests.ts';

/** A method by its id alone, or with version and parameters. */
export type OneMethod = string | MethodChoice;

/** A price that is this old may have moved on by `sigmas` standard deviations since. */
export type StalePrice = {
  readonly delayDays: number;
  /** 1 unless stated */
  readonly sigmas?: number | undefined;
};

/** Sent with an instant, as nothing here reads a clock. */
export type Freshness = { readonly now: string; readonly maxAgeSeconds: number };

export type StressScenarioChoice = Shock & {
  readonly id?: string | undefined;
  /** own moves of single underlyings, in place of the common one */
  readonly underlyings?: Readonly<Record<string, Omit<Shock, 'daysForward'>>> | undefined;
  /** in [−1, 1]: underlyings but the lead move by this times the common spot shock */
  readonly correlation?: number | undefined;
  /** default: the underlying of the first position */
  readonly lead?: string | undefined;
  readonly liquidity?: CloseOut | undefined;
  readonly stalePrice?: StalePrice | undefined;
};

export type StressGrid = {
  readonly spotShocks: readonly number[];
  readonly volShocks?: readonly number[] | undefined;
  readonly daysForward?: number | undefined;
};

export type StressRequest = Subject & {
  readonly scenarios?: readonly StressScenarioChoice[] | undefined;
  readonly grid?: StressGrid | undefined;
  readonly replay?: HistoricalReplay | undefined;
  /** of the book's own delta hedge on prices */
  readonly impact?: HedgeImpact | undefined;
  readonly method?: OneMethod | undefined;
  /** of every scenario that states none of its own */
  readonly liquidity?: CloseOut | undefined;
  readonly stalePrice?: StalePrice | undefined;
  readonly freshness?: Freshness | undefined;
  /** whether every holding is listed in every scenario; true unless stated */
  readonly holdings?: boolean | undefined;
};

export type ReverseStressRequest = Subject & {
  readonly method: OneMethod;
  readonly axis: StressAxis;
  /** the only underlying that moves; all of them by default */
  readonly underlying?: string | undefined;
  /** bounds of the scan: fractions of spot or vol, or days */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly points?: number | undefined;
  readonly freshness?: Freshness | undefined;
};

export type ForecastRequest = Subject & {
  readonly method: OneMethod;
  readonly days: number;
  readonly freshness?: Freshness | undefined;
};

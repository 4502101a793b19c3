import { exposureOf } from '../exposure/index.ts';
import { collect, type Outcome, succeed } from '../foundation/index.ts';
import { chooseMethod, type ParameterFile, requirementOf } from '../margin/index.ts';
import { type Book, equityOf } from '../risk/index.ts';
import type { Policy } from './policy-terms.ts';

/** What a policy watches of a book. */
export type WatchedState = {
  readonly equity: number;
  readonly margins: readonly { readonly method: string; readonly initial: number; readonly maintenance: number }[];
  readonly greeks: readonly {
    readonly underlying: string;
    readonly delta: number;
    readonly gamma: number;
    readonly vega: number;
  }[];
};

/** One limit or band that a book is outside of. */
export type Violation = {
  readonly kind: 'utilisation' | 'margin-band' | 'greek-band';
  /** of the limit or band in the policy; null for the limit of 1 that every method has unless stated */
  readonly pointer: string | null;
  readonly method: string | null;
  readonly requirement: 'initial' | 'maintenance' | null;
  readonly underlying: string | null;
  readonly greek: 'delta' | 'gamma' | 'vega' | null;
  /** null for the utilisation of a book without equity */
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
};

/** Utilisation at which a book can no longer meet its maintenance. */
const FULL = 1;

/** The figures of the policy's methods that have one for this book. */
export function watchedState(
  book: Book,
  policy: Policy,
  methods: readonly string[],
  file: ParameterFile | undefined,
): Outcome<WatchedState> {
  const margins = collect(
    policy.methods.flatMap((choice, i) => (methods.includes(choice.id) ? [marginOf(book, choice, i, file)] : [])),
  );
  if (!margins.ok) return margins;
  const greeks = exposureOf(book).byUnderlying.map(({ underlying, raw: { delta, gamma, vega } }) => ({
    underlying,
    delta,
    gamma,
    vega,
  }));
  return succeed({ equity: equityOf(book).amount, margins: margins.value, greeks });
}

function marginOf(book: Book, choice: Policy['methods'][number], index: number, file: ParameterFile | undefined) {
  const method = chooseMethod(choice, `/methods/${index}`, file);
  if (!method.ok) return method;
  const requirement = requirementOf(book, method.value);
  return requirement.ok ? succeed({ method: choice.id, ...requirement.value }) : requirement;
}

/** Every limit and band that the state is outside of, drawn tighter by `slackFraction` of each bound. */
export function violationsOf(state: WatchedState, policy: Policy, slackFraction: number): Violation[] {
  return [
    ...state.margins.flatMap((margin) => overUtilised(state, margin, policy, slackFraction)),
    ...policy.bands.margin.flatMap((band, i) => {
      const margin = state.margins.find(({ method }) => method === band.method);
      if (margin === undefined || isInside(margin[band.requirement], band, slackFraction)) return [];
      const { method, requirement } = band;
      const found = { method, requirement, value: margin[requirement], ...boundsOf(band) };
      return [{ ...NOTHING, kind: 'margin-band' as const, pointer: `/bands/margin/${i}`, ...found }];
    }),
    ...policy.bands.greeks.flatMap((band, i) => {
      const { underlying, greek } = band;
      const value = state.greeks.find((each) => each.underlying === underlying)?.[greek] ?? 0;
      if (isInside(value, band, slackFraction)) return [];
      const found = { underlying, greek, value, ...boundsOf(band) };
      return [{ ...NOTHING, kind: 'greek-band' as const, pointer: `/bands/greeks/${i}`, ...found }];
    }),
  ];
}

const NOTHING = { method: null, requirement: null, underlying: null, greek: null } as const;

function overUtilised(
  { equity }: WatchedState,
  { method, maintenance }: WatchedState['margins'][number],
  { limits }: Policy,
  slackFraction: number,
): Violation[] {
  const index = limits.findIndex((limit) => limit.method === method);
  const max = limits[index]?.utilisation ?? FULL;
  if (maintenance <= max * (1 - slackFraction) * equity) return [];
  const value = equity > 0 ? maintenance / equity : null;
  const pointer = index < 0 ? null : `/limits/${index}`;
  return [{ ...NOTHING, kind: 'utilisation', pointer, method, requirement: 'maintenance', value, min: null, max }];
}

export type Bounds = { readonly min?: number | undefined; readonly max?: number | undefined };

function boundsOf({ min, max }: Bounds) {
  return { min: min ?? null, max: max ?? null };
}

function isInside(value: number, bounds: Bounds, slackFraction: number): boolean {
  const { min, max } = tightened(bounds, slackFraction);
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** The band that a book outside of it has to come back into; its middle at least. */
export function tightened({ min, max }: Bounds, slackFraction: number): Bounds {
  const low = min === undefined ? undefined : min + slackFraction * Math.abs(min);
  const high = max === undefined ? undefined : max - slackFraction * Math.abs(max);
  if (low === undefined || high === undefined || low <= high) return { min: low, max: high };
  const middle = (min! + max!) / 2;
  return { min: middle, max: middle };
}

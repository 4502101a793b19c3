import { collect, type Failure, fail, type Outcome, succeed } from '../foundation/index.ts';
import {
  type ChosenMethod,
  chooseMethod,
  type ParameterFile,
  type Requirement,
  requirementOf,
} from '../margin/index.ts';
import {
  atInstant,
  atPricesOf,
  atVolsOf,
  indexMarket,
  type Market,
  type MarketSnapshot,
  quotedByVol,
  withListings,
} from '../market/index.ts';
import type { Portfolio } from '../portfolio/index.ts';
import { type Book, equityOf, readBook } from '../risk/index.ts';
import type { NotApplicable } from './choose-methods.ts';
import type { MethodChoice } from './requests.ts';

/** What one snapshot was computed from. */
export type ChangeSide = {
  readonly portfolio: Portfolio;
  readonly market: Market;
  readonly marketDigest: string;
  readonly methods: readonly MethodChoice[];
  readonly parameterFile: ParameterFile | null;
};

/** The order in which the sides are exchanged; market structure is all that the others leave of the market: listings, rates, marks off the model, history. */
const CAUSES = ['positions', 'parameters', 'time', 'spot', 'vol', 'marketStructure'] as const;
type Cause = (typeof CAUSES)[number];

/** One figure on both sides, and what each cause adds to it; the effects add up to the change. */
export type ExplainedFigure = {
  readonly before: number;
  readonly after: number;
  readonly change: number;
  readonly effects: Readonly<Record<Cause, number>>;
};

export type ExplainedChange = {
  readonly currency: string;
  readonly order: readonly Cause[];
  readonly equity: ExplainedFigure;
  readonly methods: readonly {
    readonly method: string;
    readonly initial: ExplainedFigure;
    readonly maintenance: ExplainedFigure;
  }[];
  /** methods of either side that have no figure in some state on the way */
  readonly notExplained: readonly NotApplicable[];
};

/**
 * Splits the change of equity and of each method's requirement between two books by exchanging what they were computed from one after the
 * other, each state evaluated in full: the differences add up to the change exactly but for rounding.
 */
export function explainChange(from: ChangeSide, to: ChangeSide): Outcome<ExplainedChange> {
  const comparable = checkComparable(from, to);
  if (!comparable.ok) return comparable;
  const stages = stagesBetween(from, to);
  if (!stages.ok) return stages;
  const books = collect(stages.value.map(({ portfolio, market }) => readBook(portfolio, market)));
  if (!books.ok) return books;
  const steps = stages.value.map((stage, i) => ({ ...stage, book: books.value[i]! }));
  const ids = [...new Set([...from.methods, ...to.methods].map(({ id }) => id))];
  const explained = ids.map((id) => ({ id, figures: figuresOf(steps, id, from, to) }));
  return succeed({
    currency: to.portfolio.baseCurrency,
    order: CAUSES,
    equity: splitOf(
      steps,
      steps.map(({ book }) => equityOf(book).amount),
    ),
    methods: explained.flatMap(({ id, figures }) =>
      figures.ok
        ? [
            {
              method: id,
              initial: splitOf(
                steps,
                figures.value.map((each) => each.initial),
              ),
              maintenance: splitOf(
                steps,
                figures.value.map((each) => each.maintenance),
              ),
            },
          ]
        : [],
    ),
    notExplained: explained.flatMap(({ id, figures }) => (figures.ok ? [] : [refused(id, figures.failure)])),
  });
}

/** A state on the way from one side to the other, and what brought it about. */
type Stage = {
  readonly cause: Cause;
  readonly portfolio: Portfolio;
  readonly market: Market;
  readonly side: 'from' | 'to';
};

function checkComparable(from: ChangeSide, to: ChangeSide): Outcome<null> {
  const [was, is] = [from, to].map(({ portfolio, market }) => `${portfolio.baseCurrency} at ${market.baseCurrency}`);
  return was === is ? succeed(null) : fail('not-applicable', `the figures are in different currencies: ${was}, ${is}`);
}

/** The first stage is the starting side itself. */
function stagesBetween(from: ChangeSide, to: ChangeSide): Outcome<Stage[]> {
  const { portfolio } = to;
  const start: Stage = { cause: 'positions', portfolio: from.portfolio, market: from.market, side: 'from' };
  const vols = volsOf(portfolio, to.market);
  if (!vols.ok) return vols;
  const moved = from.marketDigest !== to.marketDigest;
  const listed = moved ? withListings(from.market.snapshot, to.market.snapshot, vols.value) : from.market.snapshot;
  const before = moved ? indexMarket(listed) : succeed(from.market);
  if (!before.ok) return before;
  const held: Stage[] = [
    start,
    { cause: 'positions', portfolio, market: before.value, side: 'from' },
    { cause: 'parameters', portfolio, market: before.value, side: 'to' },
  ];
  if (!moved) return succeed(held);
  const earlier = volsOf(portfolio, before.value);
  if (!earlier.ok) return earlier;
  const byVol = quotedByVol(listed, earlier.value);
  const later = atInstant(byVol, to.market.snapshot.asOf);
  const priced = atPricesOf(later, to.market.snapshot);
  const path: [Cause, MarketSnapshot][] = [
    ['marketStructure', byVol],
    ['time', later],
    ['spot', priced],
    ['vol', atVolsOf(priced, to.market.snapshot, vols.value)],
  ];
  const between = collect(path.map(([cause, snapshot]) => stageAt(cause, portfolio, snapshot)));
  if (!between.ok) return between;
  return succeed([...held, ...between.value, { cause: 'marketStructure', portfolio, market: to.market, side: 'to' }]);
}

function stageAt(cause: Cause, portfolio: Portfolio, snapshot: MarketSnapshot): Outcome<Stage> {
  const market = indexMarket(snapshot);
  return market.ok ? succeed({ cause, portfolio, market: market.value, side: 'to' }) : market;
}

function volsOf(portfolio: Portfolio, market: Market): Outcome<Map<string, number>> {
  const book = readBook(portfolio, market);
  if (!book.ok) return book;
  const options = [...book.value.valuations].flatMap(([id, { option }]) =>
    option === null ? [] : [[id, option] as const],
  );
  return succeed(new Map(options.map(([id, { volAnnual }]) => [id, volAnnual])));
}

type Step = Stage & { readonly book: Book };

function figuresOf(steps: readonly Step[], id: string, from: ChangeSide, to: ChangeSide): Outcome<Requirement[]> {
  const [was, is] = [from, to].map((side) => methodOf(side, id)) as [Outcome<ChosenMethod>, Outcome<ChosenMethod>];
  if (!was.ok) return was;
  if (!is.ok) return is;
  return collect(steps.map(({ book, side }) => requirementOf(book, side === 'from' ? was.value : is.value)));
}

function methodOf({ methods, parameterFile }: ChangeSide, id: string): Outcome<ChosenMethod> {
  const index = methods.findIndex((each) => each.id === id);
  return index < 0
    ? fail('not-applicable', `only one of the two policies has ${id}`)
    : chooseMethod(methods[index]!, `/methods/${index}`, parameterFile);
}

function refused(method: string, { reason, detail }: Failure): NotApplicable {
  return { method, reason, detail };
}

function splitOf(steps: readonly Step[], figures: readonly number[]): ExplainedFigure {
  const effects: Record<Cause, number> = { positions: 0, parameters: 0, time: 0, spot: 0, vol: 0, marketStructure: 0 };
  for (let i = 1; i < steps.length; i++) effects[steps[i]!.cause] += figures[i]! - figures[i - 1]!;
  const [before, after] = [figures[0]!, figures.at(-1)!];
  return { before, after, change: after - before, effects };
}

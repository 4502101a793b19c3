import { type Outcome, succeed } from '../foundation/index.ts';
import { evaluate, explain, graphOf, valueOf, withoutLines } from '../requirement/index.ts';
import { type Book, holdingOf, quantitiesOf } from '../risk/index.ts';
import type { MethodDetails } from './method.ts';
import type { ChosenMethod } from './registry.ts';

/** What one holding has to do with a figure. */
export type HoldingRisk = {
  readonly instrument: string;
  readonly venue: string;
  /** quantity × marginal: components and `unallocated` add up to the figure */
  readonly component: number;
  /** change of the figure per unit more of the holding */
  readonly marginal: number;
  /** the figure less what it would be without the holding */
  readonly incremental: number;
};

/** A measure of a book, and what each holding has to do with it, in the book's base currency. */
export type RiskFigure = {
  readonly amount: number;
  readonly unallocated: number;
  readonly holdings: readonly HoldingRisk[];
  readonly details?: MethodDetails | undefined;
  readonly label: string;
  readonly warnings: readonly string[];
};

/**
 * The first component of a method's requirement, before floors and add-ons, and its attribution to what is held. Open orders are
 * in the figure, and in the holding that they are an order for.
 */
export function riskFigureOf(book: Book, method: ChosenMethod): Outcome<RiskFigure> {
  const formulated = method.formulate(book);
  if (!formulated.ok) return formulated;
  const [pool] = formulated.value.pools;
  const { initial: root, label } = pool!.components[0]!;
  const { details, warnings } = formulated.value;
  const graph = graphOf([root!, ...(details?.nodes ?? [])]);
  const evaluation = evaluate(graph, quantitiesOf(book));
  const { requirement, contributions, marginals, unallocated } = explain(evaluation, root!);
  const evaluationWithout = withoutLines(evaluation);
  const holdings = holdingLines(book).map((lines): HoldingRisk => {
    const [first] = lines;
    const line = book.lines[first!]!;
    const without = valueOf(evaluationWithout(lines), root!);
    const position = lines.find((index) => book.lines[index]!.kind !== 'order') ?? first!;
    return {
      instrument: holdingOf(line),
      venue: line.venue,
      component: lines.reduce((total, index) => total + contributions[index]!, 0),
      marginal: marginals[position]!,
      incremental: requirement - without,
    };
  });
  return succeed({ amount: requirement, unallocated, holdings, label, warnings, details: details?.read(evaluation) });
}

/** The lines of each holding at each venue: a position with its orders, an asset. */
function holdingLines(book: Book): number[][] {
  const groups = Map.groupBy(book.lines.keys(), (index) => {
    const line = book.lines[index]!;
    return `${line.kind === 'asset'}|${line.venue}|${holdingOf(line)}`;
  });
  return [...groups.values()];
}

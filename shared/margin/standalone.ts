import { type Outcome, succeed } from '../foundation/index.ts';
import {
  type Evaluation,
  type Expression,
  evaluate,
  evaluateAlone,
  type Graph,
  graphOf,
  valueOf,
} from '../requirement/index.ts';
import { type Book, entriesOf, linesByHolding, quantitiesOf, selectLines } from '../risk/index.ts';
import type { Formulation } from './method.ts';
import type { ChosenMethod } from './registry.ts';

/** A requirement and the scale that its rounding is relative to. */
export type Standalone = { readonly amount: number; readonly gross: number };

/**
 * Σ over holdings of what each needs by itself, its own orders included. From the expression of the whole book where the method says that a
 * holding can be read off it (`Formulation.isAlone`), else the holding is formulated by itself: the same to rounding —
 * test/property/margin/requirement-laws.test.ts.
 *
 * @param graph of the whole book's expression
 */
export function standaloneOf(
  book: Book,
  method: ChosenMethod,
  formulation: Formulation,
  graph: Graph,
): Outcome<Standalone> {
  const total = { amount: 0, gross: 0 };
  const readOff = partReader(book, formulation, graph);
  for (const indices of linesByHolding(book).values()) {
    const alone = readOff(indices) ?? formulateAlone(book, method, indices);
    if (!alone.ok) return alone;
    total.amount += alone.value.amount;
    total.gross += alone.value.gross;
  }
  return succeed(total);
}

export function grossOf({ graph, gross }: Evaluation, node: Expression): number {
  return gross[graph.byNode.get(node)!.offset]!;
}

type PartReader = (indices: readonly number[]) => Outcome<Standalone> | null;

function partReader(book: Book, { initial, isAlone }: Formulation, graph: Graph): PartReader {
  if (isAlone === undefined) return () => null;
  const entries = entriesOf(book);
  const quantities = quantitiesOf(book);
  const evaluateHolding = evaluateAlone(graph, initial);
  return (indices) => {
    const isRead = indices.every((index) => {
      const entry = entries[index]!;
      return entry.kind !== 'sensitivity' && isAlone(entry);
    });
    if (!isRead) return null;
    const { value, gross } = evaluateHolding(indices, quantities);
    return succeed({ amount: value, gross });
  };
}

function formulateAlone(book: Book, method: ChosenMethod, indices: readonly number[]): Outcome<Standalone> {
  const alone = selectLines(book, indices);
  const formulated = method.formulate(alone);
  if (!formulated.ok) return formulated;
  const { initial } = formulated.value;
  const evaluation = evaluate(graphOf([initial]), quantitiesOf(alone));
  return succeed({ amount: valueOf(evaluation, initial), gross: grossOf(evaluation, initial) });
}

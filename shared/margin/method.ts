import type * as z from 'zod';
import type { Outcome } from '../foundation/index.ts';
import type { Evaluation, Expression } from '../requirement/index.ts';
import type { Book, Line } from '../risk/index.ts';
import type { Scenario } from '../scenarios/index.ts';

/** One dated set of a method's parameters. */
export type MethodVersion<P> = {
  /** the date from which it applies */
  readonly version: string;
  /** where the numbers come from */
  readonly source: string;
  readonly parameters: P;
};

/** A named part of a requirement; null where one of the two requirements doesn't have it. */
export type Component = {
  readonly id: string;
  readonly label: string;
  readonly initial: Expression | null;
  readonly maintenance: Expression | null;
};

/** A part of the book that is margined by itself and added to the rest. */
export type Pool = {
  /** an underlying, or `portfolio` */
  readonly id: string;
  readonly initial: Expression;
  readonly maintenance: Expression;
  readonly components: readonly Component[];
  /** the `worst` nodes that look at scenarios, and their outcome by scenario; null for methods without scenarios */
  readonly scan: {
    readonly initial: Expression;
    readonly gains: Expression;
    /** scenarios that the node doesn't see, each with a charge of its own for what it would lose */
    readonly beside?: readonly ScenarioCharge[];
    /** false where the outcomes are too many to list one by one; true unless stated */
    readonly isListed?: boolean;
  } | null;
};

/** What a book would lose in one scenario, as a charge; never negative. */
export type ScenarioCharge = { readonly scenario: string; readonly loss: Expression };

/** What a method says beside its figures, as JSON: the pairs it used, its error against full revaluation, its risk units. */
export type MethodDetails = { readonly [name: string]: Json };
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type Exactness = 'exact' | 'approximate';

/** A method applied to a book: two roots of one graph over the book's lines, in the book's base currency. */
export type Formulation = {
  readonly initial: Expression;
  readonly maintenance: Expression;
  readonly pools: readonly Pool[];
  readonly scenarios: readonly Scenario[];
  readonly warnings: readonly string[];
  /**
   * `approximate` where the figures are not proven to be the rule's, or where a part of the rule is left out for want of a parameter;
   * `exact` unless stated. Read from the evaluation where it depends on what is held.
   */
  readonly exactness?: Exactness | ((evaluation: Evaluation) => Exactness);
  /**
   * Whether a holding needs by itself what this expression says where all other quantities are 0: nothing about the holding depends on what
   * else is in the book. Taken as false unless stated; a holding is then formulated by itself.
   */
  readonly isAlone?: (line: Line) => boolean;
  readonly details?: {
    /** beyond those of the pools */
    readonly nodes: readonly Expression[];
    readonly read: (evaluation: Evaluation) => MethodDetails;
  };
};

/** A clearing house's own file of parameters, beside those that a method has as its own. */
export type ParameterFile = {
  /** of what is in it: with the same parameters and the same file an answer is the same */
  readonly digest: string;
  /** its bytes, from the start, in pieces of any size */
  readonly chunks: () => Iterable<Uint8Array>;
};

/**
 * A margin methodology: dated parameters and a way to write its rule as an expression over a book's lines. Margin,
 * attribution, what-if and optimisation all follow from the expression.
 */
export type Method<P> = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** what is approximated or left out of the rule, a sentence each, whatever the book; what depends on it is a warning */
  readonly approximations?: readonly string[];
  readonly schema: z.ZodType<P>;
  /** what of a book it looks at: what is held, unless stated */
  readonly reads?: 'holdings' | 'sensitivities';
  /** oldest first */
  readonly versions: readonly MethodVersion<P>[];
  /** the scenarios that these parameters look at, for `GET /methods/{id}` */
  readonly scenariosOf: (parameters: P) => readonly Scenario[];
  /**
   * Settles the parameters once, then writes the rule for any book.
   *
   * Fails with `not-applicable` where the rule says nothing of a holding. Its structure never depends on quantities, so
   * that a book of zeros has the same expression. A file is given only to a method that takes one.
   */
  readonly formulate: (parameters: P, file: ParameterFile | null) => (book: Book) => Outcome<Formulation>;
  /**
   * For a method whose figure depends on more than quantities, what that is: equal texts for two books on one market, equal figures of equal
   * quantities. Its structure is then that of the underlyings held.
   */
  readonly basisOf?: (book: Book) => string;
  /** whether its parameters may come as a clearing house's file */
  readonly takesParameterFile?: true;
};

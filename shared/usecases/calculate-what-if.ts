import { type Outcome, succeed, toNumber } from '../foundation/index.ts';
import type { MarginResult, Requirement } from '../margin/index.ts';
import { DEFAULT_VENUE } from '../portfolio/index.ts';
import { applyTrades, asHeld, type Book, type DoneTrade, readBook, valuationOf } from '../risk/index.ts';
import { chooseMethods, type Margins, marginsOf, type NotApplicable } from './choose-methods.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { Trade, WhatIfRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type WhatIfChange = {
  readonly method: string;
  readonly before: MarginResult;
  readonly after: MarginResult;
  readonly change: Requirement & { readonly equity: number };
  /** equity covers the initial requirement afterwards */
  readonly fits: boolean;
};

export type WhatIfAnswer = {
  readonly changes: readonly WhatIfChange[];
  readonly notApplicable: readonly NotApplicable[];
  readonly provenance: Provenance;
};

/** Margin before and after trades that are taken as done at their price (the mark unless stated), fees aside. */
export function calculateWhatIf(subject: ResolvedSubject, request: WhatIfRequest): Outcome<WhatIfAnswer> {
  const methods = chooseMethods(request.methods, subject.parameterFile);
  if (!methods.ok) return methods;
  const candidates = request.trades.map(({ instrument, venue }, i) => ({
    instrument,
    venue: venue ?? DEFAULT_VENUE,
    pointer: `/trades/${i}/instrument`,
  }));
  const book = readBook(subject.portfolio, subject.market, candidates);
  if (!book.ok) return book;
  const askedByName = request.methods !== undefined;
  const before = marginsOf(asHeld(book.value), methods.value, askedByName);
  if (!before.ok) return before;
  const traded = applyTrades(
    book.value,
    request.trades.map((trade) => doneTrade(book.value, trade)),
  );
  const after = marginsOf(traded, methods.value, askedByName);
  if (!after.ok) return after;
  const parameterDigests = methods.value.map((method) => method.parameterDigest);
  const answer = pairMargins(before.value, after.value);
  return succeed(withProvenance(subject, questionOf(request), parameterDigests, answer));
}

/** Each method that can answer for the book both before and after. */
function pairMargins(before: Margins, after: Margins): Pick<WhatIfAnswer, 'changes' | 'notApplicable'> {
  const afterwards = new Map(after.margins.map((margin) => [margin.method, margin]));
  const refused = new Map([...after.notApplicable, ...before.notApplicable].map((each) => [each.method, each]));
  const changes = before.margins.flatMap((margin) => {
    const then = afterwards.get(margin.method);
    return then === undefined ? [] : [changeOf(margin, then)];
  });
  return { changes, notApplicable: [...refused.values()] };
}

function doneTrade(book: Book, { instrument, quantity, price, venue = DEFAULT_VENUE }: Trade): DoneTrade {
  const line = book.lines.findIndex(
    (each) => each.kind === 'position' && each.contract.instrument.id === instrument && each.venue === venue,
  );
  return { line, quantity: toNumber(quantity), price: price ?? valuationOf(book, instrument).mark, costs: 0 };
}

function changeOf(before: MarginResult, after: MarginResult): WhatIfChange {
  return {
    method: after.method,
    before,
    after,
    change: {
      initial: after.initial - before.initial,
      maintenance: after.maintenance - before.maintenance,
      equity: after.equity - before.equity,
    },
    fits: after.excess.initial >= 0,
  };
}

import { decimal, decimalText, type Outcome, succeed } from '../foundation/index.ts';
import { chooseMethod } from '../margin/index.ts';
import { type LargestFitting, largestFitting } from '../rebalance/index.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { MaxSizeRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { type TradedRequirement, tradedRequirement } from './traded-requirement.ts';

type State = ReturnType<TradedRequirement['at']>;

export type MaxSizeAnswer = {
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly method: string;
  readonly version: string;
  /** unsigned, a multiple of the lot; null where none fits or nothing limits it */
  readonly quantity: string | null;
  readonly ending: LargestFitting['ending'];
  /** `approximate`: the rule isn't convex, and a larger size might fit again */
  readonly exactness: 'exact' | 'approximate';
  readonly before: State;
  /** at the quantity, and one lot beyond it; null where there is none */
  readonly after: State | null;
  readonly oneLotMore: State | null;
  /** where none fits: the quantity that is short of least, and of how much equity; so much more and it fits */
  readonly nearest: (State & { readonly quantity: string; readonly shortfall: number }) | null;
  readonly evaluations: number;
  readonly provenance: Provenance;
};

/** The largest quantity on the lot grid after which equity still covers the initial requirement. */
export function calculateMaxSize(subject: ResolvedSubject, request: MaxSizeRequest): Outcome<MaxSizeAnswer> {
  const method = chooseMethod(request.method, '/method');
  if (!method.ok) return method;
  const { instrument, side, venue, price } = request;
  const lotSize = subject.market.contracts.get(instrument)?.quoted.lotSize ?? 1;
  const lot = {
    instrument,
    quantity: String(side === 'buy' ? lotSize : -lotSize),
    price,
    venue,
    pointer: '/instrument',
  };
  const traded = tradedRequirement(subject, [lot], method.value);
  if (!traded.ok) return traded;
  const { at, convex } = traded.value;
  const found = largestFitting((lots) => {
    const { equity, initial } = at([lots]);
    return equity - initial;
  });
  const { lots, ending, nearest, evaluations } = found;
  const quantityOf = (count: number) => decimalText(decimal(String(count)).times(lotSize));
  const short = nearest === null ? null : at([nearest]);
  const answer = {
    instrument,
    side,
    method: method.value.id,
    version: method.value.version,
    quantity: lots === null ? null : quantityOf(lots),
    ending,
    exactness: convex ? ('exact' as const) : ('approximate' as const),
    before: at([0]),
    after: lots === null ? null : at([lots]),
    oneLotMore: lots === null ? null : at([lots + 1]),
    nearest:
      short === null ? null : { quantity: quantityOf(nearest!), shortfall: short.initial - short.equity, ...short },
    evaluations,
  };
  return succeed(withProvenance(subject, questionOf(request), [method.value.parameterDigest], answer));
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMethod, type MarginResult } from '../../../shared/margin/index.ts';
import { readSpanFile } from '../../../shared/margin/span-style/files/read-span-file.ts';
import type { SpanContract, SpanFile } from '../../../shared/margin/span-style/span-file.ts';
import type { QuotedInstrument } from '../../../shared/market/index.ts';
import { type Evaluation, type Expression, evaluate, graphOf, valueOf } from '../../../shared/requirement/index.ts';
import { quantitiesOf } from '../../../shared/risk/index.ts';
import { bookOf, scaleOf, valueIn } from '../../support/margins.ts';
import { portfolioOf, SPAN_MARKET, spanMargin, spanMarket } from '../../support/span/fixture.ts';
import { naiveSpan } from '../../support/span/naive-span.ts';
import { smallPa2, tieredPa2 } from '../../support/span/small-pa2.ts';

const RUNS = { numRuns: 120 };

describe.each([
  ['the small file', smallPa2()],
  ['the file with tiers', tieredPa2()],
])('span-style on %s, random books', (_, text) => {
  const file = valueIn(readSpanFile([new TextEncoder().encode(text)], null));
  const instruments = file.contracts.map((contract, k) => instrumentOf(contract, k));
  const market = spanMarket(instruments, underlyingsOf(file));
  const parameters = { file: { text }, instruments: Object.fromEntries(file.contracts.map(mappingOf)) };
  const books = fc
    .array(fc.integer({ min: -40, max: 40 }), { minLength: instruments.length, maxLength: instruments.length })
    .map((amounts) => Object.fromEntries(instruments.map(({ id }, k) => [id, amounts[k]! / 4])));
  const marginOfBook = (quantities: Record<string, number>, more: object = {}) =>
    spanMargin(quantities, { ...parameters, ...more }, market);

  it('equals the steps of the rule, part by part', () => {
    let [withSpread, withCredit] = [0, 0];
    fc.assert(
      fc.property(books, (quantities) => {
        const margin = marginOfBook(quantities);
        const holdings = file.contracts.map((contract, k) => ({ contract, quantity: quantities[instruments[k]!.id]! }));
        const expected = naiveSpan(file, holdings);
        let total = 0;
        for (const [code, parts] of expected) {
          const component = (id: string) =>
            margin.components.find((each) => each.id === id && each.pool === code)?.maintenance ?? 0;
          expectNear(component('scan'), parts.scan);
          expectNear(component('intra-commodity'), parts.intra);
          expectNear(component('delivery'), parts.delivery);
          expectNear(-component('inter-commodity'), parts.credit);
          expectNear(component('short-option-minimum'), parts.minimum);
          const factor = file.commodities.get(code)!.riskFactor.hedger;
          const { scan, intra, delivery, credit, minimum, optionValue } = parts;
          total += factor * Math.max(scan + intra + delivery - credit, minimum, 0) - optionValue;
          if (intra > 0) withSpread++;
          if (credit > 0) withCredit++;
        }
        expectNear(margin.maintenance, Math.max(0, total));
      }),
      RUNS,
    );
    console.log(`span-style: ${RUNS.numRuns} random books, ${withSpread} with spreads, ${withCredit} with credits`);
    expect(Math.min(withSpread, withCredit)).toBeGreaterThan(50);
  });

  it('explains itself, leaving nothing unallocated, and is homogeneous', () => {
    fc.assert(
      fc.property(books, fc.integer({ min: 1, max: 5 }), (quantities, factor) => {
        const margin = marginOfBook(quantities);
        const sum = margin.contributions.reduce((total, { amount }) => total + amount, margin.unallocated);
        expect(Math.abs(sum - margin.initial)).toBeLessThanOrEqual(1e-12 * scaleOf(margin));
        expect(margin.unallocated).toBe(0);
        const scaled = Object.fromEntries(Object.entries(quantities).map(([id, quantity]) => [id, factor * quantity]));
        expectNear(marginOfBook(scaled).initial, factor * margin.initial);
      }),
      RUNS,
    );
  });

  it('has the marginals that differences show, wherever nothing ties', () => {
    let compared = 0;
    fc.assert(
      fc.property(books, fc.nat(instruments.length - 1), (quantities, k) => {
        const id = instruments[k]!.id;
        // off the grid, where scenarios and spreads don't tie
        const generic = Object.fromEntries(
          Object.entries(quantities).map(([each, quantity], j) => [
            each,
            quantity + (j + 1) * 0.0137 + j * j * 0.00071,
          ]),
        );
        const at = (step: number) => marginOfBook({ ...generic, [id]: generic[id]! + step }).initial;
        const [down, up] = [(at(0) - at(-1e-6)) / 1e-6, (at(1e-6) - at(0)) / 1e-6];
        if (Math.abs(down - up) > 1e-3) return;
        const amount = contributionOf(marginOfBook(generic), id);
        expect(Math.abs(amount / generic[id]! - (down + up) / 2)).toBeLessThan(0.02);
        compared++;
      }),
      RUNS,
    );
    console.log(`span-style: ${compared} marginals against differences`);
    expect(compared).toBeGreaterThan(RUNS.numRuns / 2);
  });

  it('is never below the bounds that a program has in place of its procedures', () => {
    let bounds = 0;
    fc.assert(
      fc.property(books, (quantities) => {
        const book = bookOf(portfolioOf(quantities), market);
        const method = valueIn(chooseMethod({ id: 'span-style', parameters }, '/methods/0'));
        const { maintenance } = valueIn(method.formulate(book));
        const evaluation = evaluate(graphOf([maintenance]), quantitiesOf(book));
        for (const node of localNodes(maintenance)) bounds += checkBounds(evaluation, node);
      }),
      RUNS,
    );
    expect(bounds).toBeGreaterThan(RUNS.numRuns);
  });
});

function checkBounds(evaluation: Evaluation, node: Expression & { kind: 'local' }): number {
  for (const bound of node.below) {
    const [value, lowest] = [valueOf(evaluation, node), valueOf(evaluation, bound)];
    expect(value).toBeGreaterThanOrEqual(lowest - 1e-9 * (1 + Math.abs(lowest)));
  }
  return node.below.length;
}

function localNodes(root: Expression, seen = new Set<Expression>()): (Expression & { kind: 'local' })[] {
  if (seen.has(root)) return [];
  seen.add(root);
  const children = 'children' in root ? root.children : 'child' in root ? [root.child] : [];
  const own = root.kind === 'local' ? [root] : [];
  return [...own, ...children.flatMap((child) => localNodes(child, seen))];
}

function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-8 * (1 + Math.abs(expected)));
}

function contributionOf({ contributions }: MarginResult, id: string): number {
  return contributions.find(({ instrument }) => instrument === id)!.amount;
}

function idOf(contract: SpanContract, k: number): string {
  return `${contract.product}-${contract.ownPeriod}-${k}`;
}

function mappingOf(contract: SpanContract, k: number) {
  const { product, deltaPeriod, ownPeriod, right } = contract;
  return [idOf(contract, k), { product, period: deltaPeriod, ...(right === null ? {} : { optionPeriod: ownPeriod }) }];
}

function instrumentOf(contract: SpanContract, k: number): QuotedInstrument {
  const { product, ownPeriod, right, strike, valueFactor } = contract;
  const common = {
    id: idOf(contract, k),
    underlying: product.replace(/^O/, 'Z').slice(-1).repeat(2),
    expiry: `${ownPeriod.slice(0, 4)}-${ownPeriod.slice(4, 6)}-20T18:30:00Z`,
    multiplier: valueFactor,
    lotSize: 0.25,
    mark: 100,
  };
  if (right === null) return { ...common, kind: 'future' };
  return { ...common, kind: 'option', right, strike: strike!, impliedVol: 0.3, forward: 100 };
}

function underlyingsOf(file: SpanFile) {
  const ids = new Set(file.contracts.map((contract, k) => instrumentOf(contract, k).underlying));
  return [...ids].map((id) => ({ ...SPAN_MARKET.underlyings[0]!, id }));
}

import { absolute, type Expression, line, named, scale, short, sum } from '../../requirement/index.ts';
import { type Book, baseRate, holdingOf, valuationOf } from '../../risk/index.ts';
import { linesByInstrument } from '../lines-by-instrument.ts';
import type { Component } from '../method.ts';
import { confidencesOf, lackOfConfidence } from '../oracle-confidence.ts';
import type { ExpiryOptions } from './expiry-margin.ts';
import type { UnderlyingHoldings } from './markets.ts';
import type { StandardParameters } from './parameters.ts';

export type InitialChargesSpec = {
  readonly book: Book;
  readonly holdings: UnderlyingHoldings;
  readonly expiries: readonly ExpiryOptions[];
  readonly parameters: StandardParameters;
  /** what the peg has lost below its threshold, times its factor */
  readonly depegFraction: number;
};

/**
 * Initial charges on `spot · (Σ short options + Σ |perpetuals|)`: `(1 − c)·factor` where a price's confidence c is below the threshold
 * (an expiry's is the least of spot, forward and vols, a perpetual's the lesser of spot and its own), and what the stable coin has lost of its peg. Covered shorts count too.
 */
export function initialCharges(spec: InitialChargesSpec): Component[] {
  const { holdings, expiries, depegFraction } = spec;
  const { underlying: id } = holdings;
  const shorts = expiries.map((expiry) => shortNotional(spec, expiry));
  const perpetuals = linesByInstrument(spec.book, holdings.perpetuals).map((lines) => perpetualNotional(spec, lines));
  const notional = [...shorts, ...perpetuals];
  const lack = [...expiries.map((expiry) => lackOfExpiry(spec, expiry)), ...lackOfPerpetuals(spec)];
  return [
    initialOnly(id, 'oracle', 'Prices below the confidence threshold', sum(notional, lack)),
    initialOnly(id, 'depeg', 'Stable coin below its peg', scale(depegFraction, sum(notional))),
  ];
}

function initialOnly(pool: string, id: string, label: string, charge: Expression): Component {
  return { id, label, initial: named(`${pool}/${id}`, charge), maintenance: null };
}

function shortNotional({ book }: InitialChargesSpec, { options }: ExpiryOptions): Expression {
  const values = new Map(options.map((each) => [each.line, each.spotValue]));
  const lines = options.map((each) => each.line);
  return sum(
    linesByInstrument(book, lines).map((group) =>
      short(
        line(
          group,
          group.map((index) => values.get(index)!),
        ),
      ),
    ),
  );
}

function perpetualNotional({ book }: InitialChargesSpec, lines: readonly number[]): Expression {
  return absolute(
    line(
      lines,
      lines.map((index) => spotValue(book, holdingOf(book.lines[index]!))),
    ),
  );
}

function spotValue(book: Book, instrumentId: string): number {
  const { spot, contract } = valuationOf(book, instrumentId);
  return contract.instrument.multiplier * spot * baseRate(book, contract.instrument.settlementCurrency);
}

function lackOfExpiry(
  { book, holdings: { underlying }, parameters }: InitialChargesSpec,
  { expiryMs }: ExpiryOptions,
): number {
  const { spot, forward, vols } = confidencesOf(book.market, parameters.confidence);
  const least = Math.min(spot(underlying), forward(underlying, expiryMs), vols(underlying, expiryMs));
  return lackOfConfidence(least, parameters);
}

function lackOfPerpetuals({ book, holdings, parameters }: InitialChargesSpec): number[] {
  const { spot, instrument } = confidencesOf(book.market, parameters.confidence);
  return linesByInstrument(book, holdings.perpetuals).map(([first]) =>
    lackOfConfidence(Math.min(spot(holdings.underlying), instrument(holdingOf(book.lines[first!]!))), parameters),
  );
}

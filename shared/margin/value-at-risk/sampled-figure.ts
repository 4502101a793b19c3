import type { QuantileType } from '../../numerics/index.ts';
import { type Expression, max, named, outcomes, scale, sum } from '../../requirement/index.ts';
import type { Gains } from '../../risk/index.ts';
import type { Figure } from './measured-book.ts';
import type { RiskMeasure } from './parameters.ts';
import { tailCharge } from './tail-charge.ts';

/** How the figure of a sample becomes that of the method; `gains` are those of the other period. */
export type Prudence<Other> =
  | { readonly kind: 'none' }
  | { readonly kind: 'buffer'; readonly fraction: number }
  | { readonly kind: 'stressed'; readonly weight: number; readonly other: Other }
  | { readonly kind: 'floor'; readonly other: Other };

export type SampledFigureSpec = {
  readonly gains: Gains;
  readonly measure: RiskMeasure;
  readonly confidence: number;
  readonly quantileType: QuantileType;
  readonly prudence: Prudence<Gains>;
};

/**
 * Figures over equally likely outcomes:
 *
 * none `f`; buffer `(1 + b)·f`; stressed `(1 − w)·f + w·f(stressed period)`; floor `max(f, f(longer window))`.
 */
export function sampledFigures(spec: SampledFigureSpec): (id: string, lines: readonly number[]) => Figure {
  const { prudence } = spec;
  const recent = gainsOver(spec.gains);
  const other = 'other' in prudence ? gainsOver(prudence.other) : null;
  const charge = (gains: Expression) => tailCharge(spec.measure, spec.confidence, spec.quantileType, gains);
  return (id, lines) => {
    const gains = recent(`${id}/pnl`, lines);
    const figure = named(`${id}/recent`, charge(gains));
    const second =
      other === null ? null : named(`${id}/${prudence.kind}`, charge(other(`${id}/${prudence.kind}/pnl`, lines)));
    return { charge: named(id, prudent(prudence, figure, second)), scan: { initial: figure, gains } };
  };
}

function gainsOver({ axis, rowOf, matrix }: Gains): (id: string, lines: readonly number[]) => Expression {
  return (id, lines) => named(id, outcomes({ axis, lines, rows: lines.map((index) => rowOf.get(index)!), matrix }));
}

function prudent(prudence: Prudence<unknown>, figure: Expression, other: Expression | null): Expression {
  switch (prudence.kind) {
    case 'none':
      return sum([figure]);
    case 'buffer':
      return scale(1 + prudence.fraction, figure);
    case 'stressed':
      return sum([figure, other!], [1 - prudence.weight, prudence.weight]);
    case 'floor':
      return max([figure, other!]);
  }
}

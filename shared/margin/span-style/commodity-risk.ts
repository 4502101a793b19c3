import { type Expression, line, max, named, outcomes, scale, short, sum, worst } from '../../requirement/index.ts';
import type { RiskLine } from './risk-lines.ts';
import { scanPointId } from './scenarios.ts';
import { type CombinedCommodity, type Period, SCENARIO_COUNT, tierOf } from './span-file.ts';

/** The lines of a commodity as expressions. */
export type CommodityRisk = {
  readonly commodity: CombinedCommodity;
  readonly lines: readonly RiskLine[];
  readonly rate: number;
  /** P&L by scenario of each scan tier, and its worst */
  readonly scans: readonly {
    readonly pnl: Expression;
    readonly worst: Expression;
    readonly losses: readonly Expression[];
  }[];
  readonly scan: Expression;
  readonly periods: readonly Period[];
  readonly deltas: readonly Expression[];
  readonly shortOptions: Expression | null;
  /** owed: short option value less long */
  readonly optionValue: Expression;
};

const AXIS = Array.from({ length: SCENARIO_COUNT }, (_, s) => scanPointId(s));

/**
 * `scan = Σ over scan tiers of worst(P·q)`, `δ[m] = Σ Δc·q` by period of the future, the short-option minimum, and the
 * option value `Σ price · value factor · q`, of the lines of one commodity.
 */
export function commodityRisk(commodity: CombinedCommodity, rate: number, lines: readonly RiskLine[]): CommodityRisk {
  const { code } = commodity;
  const scans = commodity.scanTiers.map((tier, t) => {
    const inTier = lines.filter(
      ({ period }) => commodity.scanTiers.length === 1 || tierOf(commodity.scanTiers, period) === tier,
    );
    return scanOf(`${code}/scan${t === 0 ? '' : `-${tier.number}`}`, inTier);
  });
  const periods = [...new Set(lines.map(({ period }) => period))].toSorted();
  return {
    commodity,
    lines,
    rate,
    scans,
    scan: scans.length === 1 ? scans[0]!.worst : sum(scans.map((each) => each.worst)),
    periods,
    deltas: periods.map((period) =>
      lineOf(
        lines.filter((each) => each.period === period),
        ({ delta }) => delta,
      ),
    ),
    shortOptions: shortOptionMinimum(commodity, rate, lines),
    optionValue: named(
      `${code}/option-value`,
      lineOf(lines, ({ optionValue }) => -optionValue || 0),
    ),
  };
}

function scanOf(id: string, lines: readonly RiskLine[]) {
  const matrix = new Float64Array(lines.length * SCENARIO_COUNT);
  for (const [row, { losses }] of lines.entries()) {
    matrix.set(
      losses.map((loss) => -loss || 0),
      row * SCENARIO_COUNT,
    );
  }
  const pnl = named(`${id}/pnl`, outcomes({ axis: AXIS, lines: lines.map((each) => each.line), matrix }));
  const losses = AXIS.map((_, s) => lineOf(lines, (each) => each.losses[s]!));
  return { pnl, worst: named(id, worst(pnl)), losses };
}

function lineOf(lines: readonly RiskLine[], coefficientOf: (each: RiskLine) => number): Expression {
  return line(
    lines.map((each) => each.line),
    lines.map(coefficientOf),
  );
}

/** Σ of short calls and short puts, or the more numerous, times the rate; contracts held at several venues net. */
function shortOptionMinimum(
  { code, shortOptions }: CombinedCommodity,
  rate: number,
  lines: readonly RiskLine[],
): Expression | null {
  const options = lines.filter(({ right }) => right !== null);
  if (shortOptions === null || options.length === 0) return null;
  const [calls, puts] = (['call', 'put'] as const).map((right) => {
    const contracts = Map.groupBy(
      options.filter((each) => each.right === right),
      ({ contract }) => contract,
    );
    return sum(
      [...contracts.values()].map((held) => {
        const perContract = tierOf(shortOptions.tiers, held[0]!.period)?.rate ?? 0;
        return scale(perContract * rate, short(lineOf(held, ({ contracts: count }) => count)));
      }),
    );
  });
  return named(
    `${code}/short-option-minimum`,
    shortOptions.method === 'sum' ? sum([calls!, puts!]) : max([calls!, puts!]),
  );
}

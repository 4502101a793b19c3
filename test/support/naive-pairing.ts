import type { OptionLegCase } from './strategy-case.ts';

/** One contract, or one lot of 100 shares, with its sign. */
type Unit = { readonly sign: 1 | -1; readonly option: OptionLegCase | null };
type Measure = 'initial' | 'maintenance';

/**
 * The least requirement by trying every way to cut a small book into groups of single contracts, each group costed by the rule as
 * written: none of the library's code. Equity at 20 % and 10 %, 100 shares a contract, stock at the spot.
 */
export function naiveRequirement(
  spot: number,
  stockLots: number,
  options: readonly OptionLegCase[],
  measure: Measure,
): number {
  const units: Unit[] = [
    ...repeat(Math.abs(stockLots), { sign: stockLots > 0 ? 1 : -1, option: null }),
    ...options.flatMap((option) => repeat(Math.abs(option.quantity), { sign: option.quantity > 0 ? 1 : -1, option })),
  ];
  return 100 * leastOf(units, spot, measure);
}

function repeat(times: number, unit: Unit): Unit[] {
  return Array.from({ length: times }, () => unit);
}

/** The first unit's group is every subset that holds it. */
function leastOf(units: readonly Unit[], spot: number, measure: Measure): number {
  if (units.length === 0) return 0;
  const [first, ...others] = units;
  let least = Infinity;
  for (let mask = 0; mask < 2 ** others.length; mask++) {
    const inside = others.filter((_, i) => Math.floor(mask / 2 ** i) % 2 === 1);
    const cost = groupCost([first!, ...inside], spot, measure);
    if (cost >= least) continue;
    const outside = others.filter((_, i) => Math.floor(mask / 2 ** i) % 2 === 0);
    least = Math.min(least, cost + leastOf(outside, spot, measure));
  }
  return least;
}

function groupCost(group: readonly Unit[], spot: number, measure: Measure): number {
  if (group.length === 1) return singleCost(group[0]!, spot, measure);
  const stock = group.filter((unit) => unit.option === null);
  if (stock.length > 1) return Infinity;
  const legs = group.filter((unit) => unit.option !== null);
  if (stock.length === 1) return withStock(stock[0]!, legs, spot, measure);
  return Math.min(combination(legs, spot), universal(legs));
}

function singleCost({ sign, option }: Unit, spot: number, measure: Measure): number {
  if (option !== null) return sign > 0 ? 0 : naked(option, spot);
  if (measure === 'initial') return Math.max(0.5 * spot, sign > 0 ? 0 : 5);
  return sign > 0 ? 0.25 * spot : Math.max(0.3 * spot, 5);
}

function naked(option: OptionLegCase, spot: number): number {
  const least = 0.1 * (option.right === 'call' ? spot : option.strike);
  return option.price + Math.max(0.2 * spot - otm(option, spot), least);
}

function itm({ right, strike }: OptionLegCase, spot: number): number {
  return Math.max(0, right === 'call' ? spot - strike : strike - spot);
}

function otm({ right, strike }: OptionLegCase, spot: number): number {
  return Math.max(0, right === 'call' ? strike - spot : spot - strike);
}

function combination(legs: readonly Unit[], spot: number): number {
  const [a, b] = legs;
  if (legs.length !== 2 || a!.sign > 0 || b!.sign > 0 || a!.option!.right === b!.option!.right) return Infinity;
  const [first, second] = [naked(a!.option!, spot), naked(b!.option!, spot)];
  return first > second ? first + b!.option!.price : second + a!.option!.price;
}

function withStock({ sign }: Unit, legs: readonly Unit[], spot: number, measure: Measure): number {
  const put = legs.find((leg) => leg.option!.right === 'put');
  const call = legs.find((leg) => leg.option!.right === 'call');
  if (legs.length === 1) return sign > 0 ? longWithOne(legs[0]!, spot, measure) : shortWithOne(legs[0]!, spot, measure);
  if (legs.length !== 2 || put === undefined || call === undefined) return Infinity;
  if (put.sign !== sign || call.sign !== -sign || put.option!.expiryDays !== call.option!.expiryDays) return Infinity;
  const [p, c] = [put.option!, call.option!];
  if (sign > 0) {
    if (p.strike > c.strike) return Infinity;
    if (measure === 'initial')
      return Math.max(0.5 * spot + itm(c, spot), withStock({ sign, option: null }, legs, spot, 'maintenance'));
    if (p.strike === c.strike) return 0.1 * p.strike + itm(c, spot);
    return Math.min(0.1 * p.strike + otm(p, spot), 0.25 * c.strike) + itm(c, spot);
  }
  if (p.strike !== c.strike) return Infinity;
  const kept = 0.1 * p.strike + itm(p, spot);
  return measure === 'initial' ? Math.max(0.5 * spot + itm(p, spot), kept) : kept;
}

function longWithOne({ sign, option }: Unit, spot: number, measure: Measure): number {
  const kept =
    sign < 0
      ? itm(option!, spot) + 0.25 * Math.min(spot, option!.strike)
      : Math.min(0.1 * option!.strike + otm(option!, spot), 0.25 * spot);
  if (option!.right === (sign < 0 ? 'put' : 'call')) return Infinity;
  return measure === 'initial' ? Math.max(0.5 * spot, kept) : kept;
}

function shortWithOne({ sign, option }: Unit, spot: number, measure: Measure): number {
  const kept =
    sign < 0
      ? Math.max(0.3 * spot, 5) + itm(option!, spot)
      : Math.min(0.1 * option!.strike + otm(option!, spot), 0.3 * spot);
  if (option!.right === (sign < 0 ? 'call' : 'put')) return Infinity;
  return measure === 'initial' ? Math.max(0.5 * spot, kept) : kept;
}

/** As many long as short calls, as many long as short puts, the short ones of one expiry that no long one precedes. */
function universal(legs: readonly Unit[]): number {
  for (const right of ['call', 'put']) {
    if (legs.reduce((net, { sign, option }) => (option!.right === right ? net + sign : net), 0) !== 0) return Infinity;
  }
  const short = new Set(legs.filter((leg) => leg.sign < 0).map((leg) => leg.option!.expiryDays));
  const [expiry] = [...short];
  if (short.size !== 1 || legs.some((leg) => leg.sign > 0 && leg.option!.expiryDays < expiry!)) return Infinity;
  const loss = (price: number) => -legs.reduce((total, { sign, option }) => total + sign * itm(option!, price), 0);
  return Math.max(0, loss(0), ...legs.map((leg) => loss(leg.option!.strike)));
}

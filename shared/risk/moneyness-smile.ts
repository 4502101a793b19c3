import { once } from '../foundation/index.ts';
import type { Option } from '../instruments/index.ts';
import { expiryKey, type Market } from '../market/index.ts';
import { logRatio } from '../numerics/index.ts';
import type { ShockColumns } from '../scenarios/index.ts';
import { type Valuation, valueContract } from './valuation.ts';

/** The vols of one expiry by x = ln(K/F), ascending. Shape: both [nStrikes]. */
type Smile = { readonly moneyness: Float64Array; readonly vols: Float64Array };

/** For as long as a market lives, by underlying and expiry. */
const smilesOf = once((_market: Market) => new Map<string, Smile>());

/**
 * Vols of one option after moves of its forward, each moneyness keeping its vol: σ′ = σ + smile(ln(K/F′)) − smile(ln(K/F)), never
 * below 0, so that an unmoved option keeps its own vol. The smile is that of the market's own options of the same underlying and
 * expiry: their vols, the mean where a strike has several, joined by straight lines in ln(K/F), flat beyond the last strikes.
 *
 * Mutates: vols. Shape: [nShocks].
 */
export function smileVols(
  market: Market,
  valuation: Valuation,
  { logGrowths }: ShockColumns,
  vols: Float64Array,
): void {
  const { option, contract } = valuation;
  if (option === null || contract.instrument.kind !== 'option') return;
  const smile = smileOf(market, contract.instrument);
  const moneyness = logRatio(option.strike, option.forward);
  const own = option.volAnnual - volAt(smile, moneyness);
  for (let k = 0; k < vols.length; k++) {
    vols[k] = logGrowths[k] === 0 ? option.volAnnual : Math.max(0, own + volAt(smile, moneyness - logGrowths[k]!));
  }
}

function smileOf(market: Market, { underlying, expiryMs }: Option): Smile {
  const ofMarket = smilesOf(market);
  const key = expiryKey(underlying, expiryMs);
  const smile = ofMarket.get(key) ?? makeSmile(market, underlying, expiryMs);
  ofMarket.set(key, smile);
  return smile;
}

function makeSmile(market: Market, underlying: string, expiryMs: number): Smile {
  const volsByMoneyness = new Map<number, number[]>();
  for (const contract of market.contracts.values()) {
    const { instrument } = contract;
    if (instrument.kind !== 'option' || instrument.underlying !== underlying || instrument.expiryMs !== expiryMs)
      continue;
    const valued = valueContract(market, contract);
    if (!valued.ok || valued.value.option === null) continue;
    const { strike, forward, volAnnual } = valued.value.option;
    const moneyness = logRatio(strike, forward);
    volsByMoneyness.set(moneyness, [...(volsByMoneyness.get(moneyness) ?? []), volAnnual]);
  }
  const points = [...volsByMoneyness].toSorted(([a], [b]) => a - b);
  return {
    moneyness: Float64Array.from(points, ([x]) => x),
    vols: Float64Array.from(points, ([, vols]) => vols.reduce((sum, vol) => sum + vol, 0) / vols.length),
  };
}

/** The option itself is among the points, so there is one at least. */
function volAt({ moneyness, vols }: Smile, x: number): number {
  const last = moneyness.length - 1;
  if (!(x > moneyness[0]!)) return vols[0]!;
  if (!(x < moneyness[last]!)) return vols[last]!;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (moneyness[middle]! <= x) low = middle;
    else high = middle;
  }
  const share = (x - moneyness[low]!) / (moneyness[high]! - moneyness[low]!);
  return vols[low]! + share * (vols[high]! - vols[low]!);
}

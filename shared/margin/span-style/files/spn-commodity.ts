import { type IntraSpread, PRODUCT_TYPES, productKey, type Side, type SpreadLeg, type Tier } from '../span-file.ts';
import { type CommodityDraft, type FileDraft, isRatio } from './file-draft.ts';
import { FormatError } from './format-error.ts';
import { powerOfTen } from './pa2-columns.ts';
import type { SpnContracts } from './spn-contracts.ts';
import type { XmlRecord } from './xml-records.ts';

/** An intra-commodity spread whose commodity is not closed yet. */
export type SpreadElement = { readonly spread: IntraSpread; readonly method: string };

/** A `ccDef`: products, tiers, spreads and rates of one combined commodity. */
export function readCommodityElement(
  record: XmlRecord,
  draft: FileDraft,
  contracts: SpnContracts,
  spreads: readonly SpreadElement[],
): void {
  const exponent = record.number('riskExponent', 0);
  if (!Number.isInteger(exponent)) throw new FormatError(record.place, `a risk exponent of ${exponent}`);
  const scale = powerOfTen(Math.max(-9, Math.min(10, exponent)));
  const commodity = draft.addCommodity(record.place, record.required('cc'), record.value('currency'), exponent, scale);
  for (const link of record.all('pfLink')) linkProduct(link, commodity.code, draft, contracts);
  commodity.scanTiers = tiersOf(record.first('scanTiers'));
  commodity.intraTiers = tiersOf(record.first('intraTiers'));
  for (const { spread, method } of spreads) {
    if (method !== 'F' && method !== '') commodity.unsupported.add(`intra-commodity spread method ${method}`);
    commodity.intraSpreads.push({ ...spread, rate: spread.rate * scale });
  }
  readDeliveryElements(record, commodity, scale);
  readShortOptionElements(record, commodity, scale);
  if (record.all('adjRate').some((each) => each.number('val', 1) !== 1)) {
    commodity.warnings.add('adjustment-rates-not-applied');
  }
}

function linkProduct(link: XmlRecord, code: string, draft: FileDraft, contracts: SpnContracts): void {
  const text = link.required('pfType');
  const type = PRODUCT_TYPES.find((each) => each === text);
  if (type === undefined) throw new FormatError(link.place, `<pfType> holds ${JSON.stringify(text)}`);
  const key = productKey(link.required('pfCode'), type);
  draft.linkProduct(link.place, key, code);
  contracts.scaleBy(key, link.number('sc', 1));
}

function tiersOf(record: XmlRecord | null): Tier[] {
  return (record?.all('tier') ?? []).flatMap((tier) => {
    const [start, end] = [tier.value('sPe'), tier.value('ePe')];
    return start === '' || end === '' ? [] : [{ number: tier.number('tn', 0), start, end }];
  });
}

function readDeliveryElements(record: XmlRecord, commodity: CommodityDraft, scale: number): void {
  for (const rate of record.all('spotRate')) {
    if (rate.number('r', 1) !== 1) continue;
    const [spreadRate, outrightRate] = [rate.number('sprd', 0) * scale, rate.number('outr', 0) * scale];
    commodity.delivery.push({ period: rate.required('pe'), spreadRate, outrightRate });
  }
}

const SHORT_OPTION_METHODS: Readonly<Record<string, 'sum' | 'greater'>> = {
  '': 'sum',
  GROSS: 'sum',
  '2': 'sum',
  MAX: 'greater',
  '1': 'greater',
};

function readShortOptionElements(record: XmlRecord, commodity: CommodityDraft, scale: number): void {
  const method = SHORT_OPTION_METHODS[record.value('somMeth')];
  if (method === undefined) commodity.unsupported.add(`short-option minimum method ${record.value('somMeth')}`);
  else commodity.shortOptionMethod = method;
  for (const tier of record.first('somTiers')?.all('tier') ?? []) {
    const rate = rateOf(tier) * scale;
    const [start, end] = [tier.value('sPe'), tier.value('ePe')];
    const scanned = commodity.scanTiers.find((each) => each.number === tier.number('tn', 0));
    if (start !== '' && end !== '') commodity.shortOptionTiers.push({ start, end, rate });
    else if (scanned !== undefined) commodity.shortOptionTiers.push({ start: scanned.start, end: scanned.end, rate });
    else commodity.shortOptionRate = rate;
  }
}

/** A `dSpread` of a commodity: between periods (`pLeg`) or tiers (`tLeg`). */
export function readIntraSpreadElement(record: XmlRecord): SpreadElement {
  const series = record.all('pLeg').map((leg): SpreadLeg => ({ of: { period: leg.required('pe') }, ...ratioOf(leg) }));
  const tiers = record.all('tLeg').map((leg): SpreadLeg => ({ of: { tier: leg.number('tn', 0) }, ...ratioOf(leg) }));
  const legs = [...series, ...tiers];
  if (legs.length < 2) throw new FormatError(record.place, 'a spread of fewer than two legs');
  const spread: IntraSpread = {
    kind: tiers.length > 0 ? 'tier' : 'series',
    priority: record.number('spread', 0),
    rate: rateOf(record),
    legs,
  };
  return { spread, method: record.value('chargeMeth') };
}

export function ratioOf(leg: XmlRecord): { ratio: number; side: Side } {
  const ratio = leg.number('i', 1);
  if (!isRatio(ratio)) throw new FormatError(leg.place, `a ratio of ${ratio}`);
  const side = leg.required('rs');
  if (side !== 'A' && side !== 'B') throw new FormatError(leg.place, `<rs> holds ${JSON.stringify(side)}`);
  return { ratio, side };
}

/** The value of rate 1, else of the first there is. */
export function rateOf(record: XmlRecord): number {
  const rates = record.all('rate');
  const rate = rates.find((each) => each.number('r', 1) === 1) ?? rates[0];
  if (rate === undefined) throw new FormatError(record.place, `<${record.name}> without <rate>`);
  rate.required('val');
  return rate.number('val', 0);
}

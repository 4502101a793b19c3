import { type IntraSpread, PRODUCT_TYPES, productKey, type SpreadLeg } from '../span-file.ts';
import { type CommodityDraft, type FileDraft, isRatio } from './file-draft.ts';
import { COLUMNS, type Pa2Record, powerOfTen } from './pa2-columns.ts';

/** Record 2: products that are margined as one. */
export function readCommodity(record: Pa2Record, place: string, draft: FileDraft, futuresStyle: Set<string>): void {
  const at = COLUMNS.commodity;
  const code = record.text(at.code);
  const exponent = record.integer(at.riskExponent);
  const commodity = draft.addCommodity(place, code, record.text(at.currency), exponent, powerOfTen(exponent));
  if (record.text(at.optionStyle) === 'F') futuresStyle.add(code);
  for (const [k, span] of at.products.entries()) {
    const product = record.text(span);
    if (product === '') continue;
    const type = record.oneOf(at.types[k]!, PRODUCT_TYPES);
    if (record.integer(at.locators[k]!) !== 0) commodity.unsupported.add(`arrays of ${product} with decimals (83, 84)`);
    draft.linkProduct(place, productKey(product, type), code);
  }
}

/** Record 3: intra-commodity tiers and the ratio of initial to maintenance. */
export function readIntraTiers(record: Pa2Record, place: string, draft: FileDraft, commodity: CommodityDraft): void {
  const at = COLUMNS.intraTiers;
  const method = record.text(at.method);
  if (method !== '10' && method !== '01' && method !== '') {
    commodity.unsupported.add(`intra-commodity spread method ${method}`);
  }
  for (const [k, span] of at.numbers.entries()) {
    const start = record.text(at.starts[k]!);
    if (record.text(span) === '' || start === '') continue;
    draft.countRule(place);
    commodity.intraTiers.push({
      number: record.integer(span),
      start: start + record.text(at.startDays[k]!),
      end: record.text(at.ends[k]!) + record.text(at.endDays[k]!),
    });
  }
  const ratios = [at.initialMember, at.initialHedger, at.initialSpeculator].map((span) => record.decimal(span, 3));
  const [member = 0, hedger = 0, speculator = 0] = ratios;
  if (ratios.every((ratio) => ratio > 0)) commodity.initialToMaintenance = { member, hedger, speculator };
}

/** Record S: tiers that are scanned apart, with a short-option minimum of their own where they have one. */
export function readScanTiers(record: Pa2Record, place: string, draft: FileDraft, commodity: CommodityDraft): void {
  const at = COLUMNS.scanTiers;
  for (const [k, span] of at.numbers.entries()) {
    const start = record.text(at.starts[k]!);
    if (record.text(span) === '' || start === '') continue;
    draft.countRule(place);
    const tier = { number: record.integer(span), start, end: record.text(at.ends[k]!) };
    commodity.scanTiers.push(tier);
    if (record.text(at.shortOptionRates[k]!) === '') continue;
    const rate = record.integer(at.shortOptionRates[k]!) * commodity.riskScale;
    commodity.shortOptionTiers.push({ start: tier.start, end: tier.end, rate });
  }
}

/** Record E: a spread between contract months. */
export function readSeriesSpread(record: Pa2Record, place: string, draft: FileDraft, commodity: CommodityDraft): void {
  const at = COLUMNS.seriesSpread;
  const legs = at.months.flatMap((span, k): SpreadLeg[] => {
    const month = record.text(span);
    if (month === '' || /^0+$/.test(month)) return [];
    const ratio = record.decimal(at.ratios[k]!, 4);
    if (!isRatio(ratio)) throw record.error(at.ratios[k]!, `a ratio of ${ratio}`);
    const period = `20${month}${record.text(at.days[k]!)}`;
    return [{ of: { period }, ratio, side: record.oneOf(at.sides[k]!, ['A', 'B']) }];
  });
  addIntraSpread(record, place, draft, commodity, {
    kind: 'series',
    priority: record.integer(at.priority),
    legs,
    rate: record.integer(at.rate),
  });
}

/** Record C: a spread between tiers. */
export function readTierSpread(record: Pa2Record, place: string, draft: FileDraft, commodity: CommodityDraft): void {
  const at = COLUMNS.tierSpread;
  const legs = at.tiers.flatMap((span, k): SpreadLeg[] => {
    const tier = record.integer(span);
    if (tier === 0) return [];
    const ratio = record.integer(at.ratios[k]!);
    if (!isRatio(ratio)) throw record.error(at.ratios[k]!, `a ratio of ${ratio}`);
    return [{ of: { tier }, ratio, side: record.oneOf(at.sides[k]!, ['A', 'B']) }];
  });
  addIntraSpread(record, place, draft, commodity, {
    kind: 'tier',
    priority: record.integer(at.priority),
    legs,
    rate: record.integer(at.rate),
  });
}

function addIntraSpread(
  record: Pa2Record,
  place: string,
  draft: FileDraft,
  commodity: CommodityDraft,
  spread: IntraSpread,
): void {
  if (spread.legs.length < 2) throw record.error([21, 80], 'a spread of fewer than two legs');
  draft.countRule(place);
  commodity.intraSpreads.push({ ...spread, rate: spread.rate * commodity.riskScale });
}

/** Record 4: the delivery charge and the short-option minimum. */
export function readDelivery(record: Pa2Record, place: string, draft: FileDraft, commodity: CommodityDraft): void {
  const at = COLUMNS.delivery;
  const method = record.text(at.method);
  if (method === '10') {
    for (const [k, span] of at.months.entries()) {
      const period = record.text(span);
      if (period === '' || /^0+$/.test(period)) continue;
      draft.countRule(place);
      const spreadRate = record.integer(at.spreadRates[k]!) * commodity.riskScale;
      const outrightRate = record.integer(at.outrightRates[k]!) * commodity.riskScale;
      commodity.delivery.push({ period, spreadRate, outrightRate });
    }
  } else if (method !== '01' && method !== '') commodity.unsupported.add(`delivery charge method ${method}`);
  commodity.shortOptionRate = record.integer(at.shortOptionRate) * commodity.riskScale;
  commodity.shortOptionMethod = record.oneOf(at.shortOptionMethod, ['', '1', '2']) === '1' ? 'greater' : 'sum';
  const factors = [at.factorMember, at.factorHedger, at.factorSpeculator].map((span) => record.decimal(span, 2));
  const [member = 1, hedger = 1, speculator = 1] = factors.map((factor) => (factor === 0 ? 1 : factor));
  commodity.riskFactor = { member, hedger, speculator };
}

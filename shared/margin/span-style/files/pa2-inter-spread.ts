import type { InterLeg } from '../span-file.ts';
import { type FileDraft, isRatio } from './file-draft.ts';
import { COLUMNS, type Pa2Record } from './pa2-columns.ts';

/** Record 6: a credit between commodities, by delta or by scanning them together. */
export function readInterSpread(record: Pa2Record, place: string, draft: FileDraft): void {
  const at = COLUMNS.interSpread;
  draft.countRule(place);
  const priority = record.integer(at.priority);
  const method = record.text(at.method);
  const legs = readLegs(record);
  if (method === '04') {
    const commodities = legs.map((leg) => leg.commodity);
    draft.scanSpreads.push({ priority, savingFraction: creditOf(record, at.rate), commodities });
    return;
  }
  if (legs.length < 2) throw record.error([17, 88], 'a spread of fewer than two legs');
  for (const leg of legs) if (!isRatio(leg.ratio)) throw record.error([27, 88], `a ratio of ${leg.ratio}`);
  const stage = record.text(at.group) === 'S' ? 'super' : 'normal';
  draft.interSpreads.push({ priority, stage, legs, unsupported: unsupportedOf(record, method) });
}

function unsupportedOf(record: Pa2Record, method: string): string | null {
  const credit = record.text(COLUMNS.interSpread.creditMethod);
  if (credit === 'F') return 'a flat credit';
  return ['', '01', '1', '10'].includes(method) ? null : `inter-commodity spread method ${method}`;
}

function readLegs(record: Pa2Record): InterLeg[] {
  const at = COLUMNS.interSpread;
  const separate = record.text(at.separateRates) === 'Y';
  return at.codes.flatMap((span, k): InterLeg[] => {
    const commodity = record.text(span);
    if (commodity === '') return [];
    const tier = record.integer(at.tiers[k]!);
    return [
      {
        commodity,
        tier: tier === 0 ? null : tier,
        ratio: record.decimal(at.ratios[k]!, 4),
        side: record.oneOf(at.sides[k]!, ['A', 'B', '']) === 'B' ? 'B' : 'A',
        creditFraction: creditOf(record, separate ? at.legRates[k]! : at.rate),
      },
    ];
  });
}

/** Written in percent with four decimals. */
function creditOf(record: Pa2Record, span: readonly [number, number]): number {
  return record.decimal(span, 4) / 100;
}

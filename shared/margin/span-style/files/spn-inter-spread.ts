import type { InterLeg } from '../span-file.ts';
import type { FileDraft } from './file-draft.ts';
import { FormatError } from './format-error.ts';
import { rateOf, ratioOf } from './spn-commodity.ts';
import type { XmlRecord } from './xml-records.ts';

/** A `dSpread` between commodities; its rate is a fraction. */
export function readInterSpreadElement(record: XmlRecord, draft: FileDraft): void {
  const creditFraction = rateOf(record);
  const legs = record.all('tLeg').map((leg): InterLeg => {
    const tier = leg.number('tn', 0);
    return { commodity: leg.required('cc'), tier: tier === 0 ? null : tier, ...ratioOf(leg), creditFraction };
  });
  if (legs.length + record.all('pLeg').length < 2) {
    throw new FormatError(record.place, 'a spread of fewer than two legs');
  }
  draft.interSpreads.push({
    priority: record.number('spread', 0),
    stage: 'normal',
    legs,
    unsupported: unsupportedOf(record, creditFraction),
  });
}

function unsupportedOf(record: XmlRecord, creditFraction: number): string | null {
  const method = record.value('chargeMeth');
  if (method !== 'W' && method !== '') return `inter-commodity spread method ${method}`;
  if (record.all('pLeg').length > 0) return 'an inter-commodity spread between periods';
  return creditFraction >= 0 && creditFraction <= 1 ? null : `a credit of ${creditFraction}, not a fraction`;
}

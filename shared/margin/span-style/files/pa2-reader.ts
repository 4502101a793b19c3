import { PAIRED_SCENARIOS, type SpanFile } from '../span-file.ts';
import { type CommodityDraft, FileDraft } from './file-draft.ts';
import { FILE_LIMITS } from './file-limits.ts';
import { FormatError } from './format-error.ts';
import { COLUMNS, Pa2Record } from './pa2-columns.ts';
import {
  readCommodity,
  readDelivery,
  readIntraTiers,
  readScanTiers,
  readSeriesSpread,
  readTierSpread,
} from './pa2-commodity.ts';
import { Pa2Contracts } from './pa2-contracts.ts';
import { readInterSpread } from './pa2-inter-spread.ts';

type CommodityRecord = (record: Pa2Record, place: string, draft: FileDraft, commodity: CommodityDraft) => void;

const OF_COMMODITY: Readonly<Record<string, CommodityRecord>> = {
  '3 ': readIntraTiers,
  'S ': readScanTiers,
  'E ': readSeriesSpread,
  'C ': readTierSpread,
  '4 ': readDelivery,
};

/**
 * Reads a fixed-width file (`.pa2`, "expanded unpacked"), piece by piece: what is held is the rules, and the contracts of
 * the products asked for.
 */
export class Pa2Reader {
  readonly #draft = new FileDraft();
  readonly #futuresStyle = new Set<string>();
  readonly #contracts: Pa2Contracts;
  #rest = '';
  #line = 0;
  #hasHeader = false;

  constructor(products: ReadonlySet<string> | null) {
    this.#contracts = new Pa2Contracts(this.#draft, products);
  }

  /** @throws FormatError */
  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#read(line);
    this.#requireShort(this.#rest, this.#line + 1);
  }

  /** @throws FormatError */
  finish(): SpanFile {
    if (this.#rest !== '') this.#read(this.#rest);
    if (!this.#hasHeader) throw new FormatError('line 1', 'a SPAN file starts with a record "0 "');
    const { complex, businessDate, commodityOf } = this.#draft;
    return {
      format: 'pa2',
      complex,
      businessDate,
      commodities: this.#draft.finished(),
      commodityOf,
      contracts: this.#contracts.finished(this.#futuresStyle),
      interSpreads: this.#draft.interSpreads.toSorted((a, b) => a.priority - b.priority),
      scanSpreads: this.#draft.scanSpreads.toSorted((a, b) => a.priority - b.priority),
      pairedScenarios: PAIRED_SCENARIOS,
    };
  }

  #read(text: string): void {
    this.#line += 1;
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    this.#requireShort(line, this.#line);
    if (line.trim() === '' || line === '\x1a') return;
    const record = new Pa2Record(line, this.#line);
    const id = line.slice(0, 2).padEnd(2);
    if (id === '0 ') this.#readHeader(record);
    else if (!this.#hasHeader) throw new FormatError(this.#place(), 'a SPAN file starts with a record "0 "');
    else this.#readRecord(id, record);
  }

  #readHeader(record: Pa2Record): void {
    if (this.#hasHeader) throw new FormatError(this.#place(), 'a second header');
    const at = COLUMNS.header;
    const format = record.text(at.format);
    if (format !== 'U2') {
      throw new FormatError(
        this.#place(),
        `file format ${JSON.stringify(format)}: only U2, expanded unpacked, is read`,
      );
    }
    this.#draft.complex = record.text(at.complex);
    this.#draft.businessDate = record.text(at.businessDate);
    this.#hasHeader = true;
  }

  #readRecord(id: string, record: Pa2Record): void {
    const place = this.#place();
    const ofCommodity = OF_COMMODITY[id];
    if (ofCommodity !== undefined) {
      const code = record.text([3, 8]);
      const commodity = this.#draft.commodities.get(code);
      if (commodity === undefined) throw new FormatError(place, `record ${id.trim()} of ${code} before its record 2`);
      ofCommodity(record, place, this.#draft, commodity);
    } else if (id === 'P ') this.#contracts.readPrice(record, place);
    else if (id === '2 ') readCommodity(record, place, this.#draft, this.#futuresStyle);
    else if (id === 'B ') this.#contracts.readArrayFacts(record, place);
    else if (id === '6 ') readInterSpread(record, place, this.#draft);
    else if ((id === '81' || id === '82') && this.#contracts.wants(record)) this.#readArray(id, record, place);
  }

  #readArray(id: '81' | '82', record: Pa2Record, place: string): void {
    if (id === '81') this.#contracts.readFirst(record, place);
    else this.#contracts.readSecond(record, place);
  }

  #requireShort(text: string, line: number): void {
    if (text.length <= FILE_LIMITS.lineCharacters) return;
    throw new FormatError(`line ${line}`, `longer than ${FILE_LIMITS.lineCharacters} characters`, 'limit-exceeded');
  }

  #place(): string {
    return `line ${this.#line}`;
  }
}

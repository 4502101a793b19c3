import { PAIRED_SCENARIOS, SCENARIO_COUNT, type SpanFile } from '../span-file.ts';
import { FileDraft } from './file-draft.ts';
import { FormatError } from './format-error.ts';
import { readCommodityElement, readIntraSpreadElement, type SpreadElement } from './spn-commodity.ts';
import { SpnContracts } from './spn-contracts.ts';
import { readInterSpreadElement } from './spn-inter-spread.ts';
import { type XmlRecord, XmlRecords } from './xml-records.ts';

/** Every element that is read; all others are passed over with what is in them. */
const READ = new Set(
  (
    'spanFile pointInTime date clearingOrg ec isContractScale pointDef scanPointDef point pairedPoint r ' +
    'exchange exch phyPf futPf oofPf oopPf ooePf equityPf pfId pfCode currency cvf valueMeth ' +
    'phy fut equity series opt cId pe p o k sc setlDate undC ra a d ' +
    'ccDef cc riskExponent somMeth spotMeth adjRate val pfLink pfType ' +
    'scanTiers intraTiers somTiers tier tn sPe ePe rate dSpread spread chargeMeth tLeg pLeg rs i ' +
    'spotRate sprd outr interSpreads'
  ).split(' '),
);

const CONTRACTS = new Set(['phy', 'fut', 'equity', 'opt']);

/**
 * Reads an XML file (`.spn`, format 4.00), piece by piece: each contract and spread is taken up and forgotten as its
 * element closes.
 */
export class SpnReader {
  readonly #draft = new FileDraft();
  readonly #contracts: SpnContracts;
  readonly #xml: XmlRecords;
  #spreads: SpreadElement[] = [];
  #paired: readonly number[] = PAIRED_SCENARIOS;

  /** @param products whose contracts are kept; null for all */
  constructor(products: ReadonlySet<string> | null) {
    this.#contracts = new SpnContracts(this.#draft, products);
    this.#xml = new XmlRecords(
      (name, parent) => this.#isWanted(name, parent),
      (record) => this.#close(record),
    );
  }

  /** @throws FormatError */
  push(text: string): void {
    this.#xml.push(text);
  }

  /** @throws FormatError */
  finish(): SpanFile {
    this.#xml.finish();
    const { complex, businessDate, commodityOf, interSpreads, scanSpreads } = this.#draft;
    return {
      format: 'spn',
      complex,
      businessDate,
      commodities: this.#draft.finished(),
      commodityOf,
      contracts: this.#contracts.finished(),
      interSpreads: interSpreads.toSorted((a, b) => a.priority - b.priority),
      scanSpreads,
      pairedScenarios: this.#paired,
    };
  }

  #isWanted(name: string, parent: XmlRecord | null): boolean {
    if (parent === null && name !== 'spanFile') {
      throw new FormatError('line 1', `<${name}>: a SPAN file is a <spanFile>`);
    }
    if (!READ.has(name)) return false;
    if (name === 'ra' || name === 'opt') return this.#contracts.wants(parent!);
    return true;
  }

  #close(record: XmlRecord): 'keep' | 'drop' {
    const { name, parent } = record;
    if (CONTRACTS.has(name)) this.#contracts.add(record);
    else if (name === 'dSpread') this.#addSpread(record);
    else if (name === 'ccDef') this.#addCommodity(record);
    else if (name === 'pointDef') this.#addPoints(record);
    else if (name === 'date' && parent?.name === 'pointInTime') this.#draft.businessDate = record.text;
    else if (name === 'ec') this.#draft.complex = record.text;
    else if (name === 'isContractScale') this.#contracts.scalesByContract = record.text !== '0';
    else return record.size > 0 && isContainer(name) ? 'drop' : 'keep';
    return 'drop';
  }

  #addSpread(record: XmlRecord): void {
    this.#draft.countRule(record.place);
    if (record.parent?.name === 'ccDef') this.#spreads.push(readIntraSpreadElement(record));
    else if (record.parent?.name === 'interSpreads') readInterSpreadElement(record, this.#draft);
  }

  #addCommodity(record: XmlRecord): void {
    readCommodityElement(record, this.#draft, this.#contracts, this.#spreads);
    this.#spreads = [];
  }

  #addPoints(record: XmlRecord): void {
    const points = record.all('scanPointDef');
    if (points.length !== SCENARIO_COUNT) {
      throw new FormatError(record.place, `${points.length} scan points, not ${SCENARIO_COUNT}`);
    }
    const paired = points.map((each, k) => each.number('pairedPoint', PAIRED_SCENARIOS[k]! + 1) - 1);
    if (!paired.every((each) => Number.isInteger(each) && each >= 0 && each < SCENARIO_COUNT)) {
      throw new FormatError(record.place, 'a paired point that is not a scan point');
    }
    this.#paired = paired;
  }
}

/** Whose own fields are read as their contracts close, and whose contracts are gone by then. */
function isContainer(name: string): boolean {
  return name.endsWith('Pf') || ['series', 'exchange', 'interSpreads', 'clearingOrg', 'pointInTime'].includes(name);
}

import {
  type CombinedCommodity,
  type SpanContract,
  type SpanFile,
} from '../../../shared/margin/span-style/span-file.ts';

const PORTFOLIO = { FUT: 'futPf', PHY: 'phyPf', EQU: 'equityPf', OOF: 'oofPf', OOP: 'oopPf', OOE: 'ooePf' } as const;
type Written = keyof typeof PORTFOLIO;

/** The XML (.spn) of what a file says, for tests: every rule in it must be one that the format has. */
export function writeSpn(file: SpanFile): string {
  const products = [...Map.groupBy(file.contracts, ({ product, type }) => `${type}:${product}`)];
  const futures = file.contracts.filter(({ type }) => type === 'FUT');
  const ids = new Map(futures.map((future, k) => [future.deltaPeriod + future.product, k + 1]));
  const portfolioIds = new Map([...file.commodityOf.keys()].map((key, k) => [key, k + 1]));
  const exchange = products.map(([key, contracts]) => writePortfolio(key, contracts, { ids, portfolioIds, file }));
  const spreads = file.interSpreads.map(({ priority, legs }) =>
    tag(
      'dSpread',
      tag('spread', priority),
      tag('chargeMeth', 'W'),
      rate(legs[0]!.creditFraction),
      ...legs.map((leg) =>
        tag('tLeg', tag('cc', leg.commodity), tag('tn', leg.tier ?? 0), tag('rs', leg.side), tag('i', leg.ratio)),
      ),
    ),
  );
  const commodities = [...file.commodities.values()].map((commodity) => writeCommodity(commodity, file, portfolioIds));
  const points = file.pairedScenarios.map((paired, k) =>
    tag('scanPointDef', tag('point', k + 1), tag('weight', k < 14 ? 1 : 0.33), tag('pairedPoint', paired + 1)),
  );
  const body = tag(
    'spanFile',
    tag('fileFormat', '4.00'),
    '<!-- a comment, with a § outside ASCII -->',
    tag('definitions', tag('currencyDef', tag('currency', 'USD'), tag('symbol', '€'))),
    tag(
      'pointInTime',
      tag('date', file.businessDate),
      tag(
        'clearingOrg',
        tag('ec', file.complex),
        tag('isContractScale', 1),
        tag('pointDef', tag('r', 1), ...points),
        ...commodities,
        tag('exchange', tag('exch', 'XYZ'), ...exchange),
        tag('interSpreads', ...spreads),
      ),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n${body}\r\n`;
}

type Ids = {
  readonly ids: ReadonlyMap<string, number>;
  readonly portfolioIds: ReadonlyMap<string, number>;
  readonly file: SpanFile;
};

function writePortfolio(key: string, contracts: readonly SpanContract[], { ids, portfolioIds, file }: Ids): string {
  const [first] = contracts;
  const type = first!.type as Written;
  const isOption = type.startsWith('OO');
  const head = [
    tag('pfId', portfolioIds.get(key)!),
    tag('pfCode', first!.product),
    tag('name', `product & "${key}"`),
    tag('currency', first!.valueCurrency ?? ''),
    tag('cvf', first!.valueFactor),
    tag('valueMeth', first!.carriesValue ? 'EQTY' : 'FUT'),
  ];
  const rows = isOption
    ? [...Map.groupBy(contracts, ({ ownPeriod, deltaPeriod }) => `${ownPeriod}/${deltaPeriod}`).values()].map(
        (series) => writeSeries(series, ids, portfolioIds, file),
      )
    : contracts.map((contract) =>
        tag(
          type.toLowerCase(),
          tag('cId', ids.get(contract.deltaPeriod + contract.product)!),
          tag('pe', contract.ownPeriod),
          contract.price === null ? '' : tag('p', contract.price),
          tag('setlDate', contract.expiryDate ?? ''),
          array(contract),
        ),
      );
  return tag(PORTFOLIO[type], ...head, ...rows);
}

function writeSeries(
  series: readonly SpanContract[],
  ids: Ids['ids'],
  portfolioIds: Ids['portfolioIds'],
  file: SpanFile,
): string {
  const { product, type, ownPeriod, deltaPeriod, expiryDate } = series[0]!;
  const code = file.commodityOf.get(`${type}:${product}`);
  const future = file.contracts.find(
    (each) =>
      each.type === 'FUT' && each.deltaPeriod === deltaPeriod && file.commodityOf.get(`FUT:${each.product}`) === code,
  )!;
  const below = [
    tag('exch', 'XYZ'),
    tag('pfId', portfolioIds.get(`FUT:${future.product}`)!),
    tag('cId', ids.get(future.deltaPeriod + future.product)!),
  ];
  return tag(
    'series',
    tag('pe', ownPeriod),
    tag('setlDate', expiryDate ?? ''),
    tag('sc', 1),
    tag('undC', ...below),
    ...series.map((option) =>
      tag(
        'opt',
        tag('cId', 1),
        tag('o', option.right === 'call' ? 'C' : 'P'),
        tag('k', option.strike!),
        option.price === null ? '' : tag('p', option.price),
        array(option),
      ),
    ),
  );
}

function array({ losses, delta }: SpanContract): string {
  return tag('ra', tag('r', 1), ...Array.from(losses, (loss) => tag('a', loss)), tag('d', delta));
}

function writeCommodity(commodity: CombinedCommodity, file: SpanFile, portfolioIds: Ids['portfolioIds']): string {
  const links = [...file.commodityOf].filter(([, code]) => code === commodity.code);
  const tiers = commodity.intraTiers.map(({ number, start, end }) =>
    tag('tier', tag('tn', number), tag('sPe', start), tag('ePe', end)),
  );
  const spreads = commodity.intraSpreads.map((spread) =>
    tag(
      'dSpread',
      tag('spread', spread.priority),
      tag('chargeMeth', 'F'),
      rate(spread.rate),
      ...spread.legs.map(({ of, ratio, side }) =>
        tag(
          'period' in of ? 'pLeg' : 'tLeg',
          tag('cc', commodity.code),
          'period' in of ? tag('pe', of.period) : tag('tn', of.tier),
          tag('rs', side),
          tag('i', ratio),
        ),
      ),
    ),
  );
  const delivery = commodity.delivery.map(({ period, spreadRate, outrightRate }) =>
    tag('spotRate', tag('r', 1), tag('pe', period), tag('sprd', spreadRate), tag('outr', outrightRate)),
  );
  const minimum = commodity.shortOptions;
  return tag(
    'ccDef',
    tag('cc', commodity.code),
    tag('currency', commodity.currency),
    tag('riskExponent', 0),
    tag('somMeth', minimum?.method === 'greater' ? 'MAX' : 'GROSS'),
    ...links.map(([key]) =>
      tag(
        'pfLink',
        tag('exch', 'XYZ'),
        tag('pfId', portfolioIds.get(key)!),
        tag('pfCode', key.slice(key.indexOf(':') + 1)),
        tag('pfType', key.slice(0, key.indexOf(':'))),
        tag('sc', 1),
      ),
    ),
    tag('intraTiers', ...tiers),
    ...(minimum === null ? [] : [tag('somTiers', tag('tier', tag('tn', 0), rate(minimum.tiers[0]!.rate)))]),
    ...spreads,
    ...delivery,
  );
}

function rate(value: number): string {
  return tag('rate', tag('r', 1), tag('val', value));
}

function tag(name: string, ...content: readonly (string | number)[]): string {
  const text = content.map((each) => (typeof each === 'string' && each.startsWith('<') ? each : escape(String(each))));
  return `<${name}>${text.join('')}</${name}>\n`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

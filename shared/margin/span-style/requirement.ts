import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { type Expression, long, named, sum } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import type { Formulation, ParameterFile, Pool } from '../method.ts';
import { type ChargedCommodity, groupPool, type RiskGroup } from './commodity-pool.ts';
import { type CommodityRisk, commodityRisk } from './commodity-risk.ts';
import { clustersOf, spreadCharges } from './commodity-spreads.ts';
import { fileSource } from './file-source.ts';
import { modelSource } from './model-source.ts';
import type { SpanParameters } from './parameters.ts';
import type { RiskBook, RiskSource } from './risk-lines.ts';
import { asScenarios, scanPoints } from './scenarios.ts';
import { spanDetails } from './span-details.ts';
import type { InterSpread } from './span-file.ts';

/**
 * Per combined commodity `risk = max(scan + intra-commodity charge + delivery charge − inter-commodity credit, short-option
 * minimum)`, less the net option value, summed and floored at 0: over the exchange complex, or per commodity.
 *
 * Arrays, deltas and rates come from a risk-parameter file, or from our own pricing and the caller's scan ranges. Spreads
 * and credits are sequential rules, so a book for which there are any is `approximate`.
 * Source: tradfi-margin.md §2; 12 portfolios and a credit in test/conformance/margin/span-style.
 */
export function formulateSpan(
  parameters: SpanParameters,
  file: ParameterFile | null,
): (book: Book) => Outcome<Formulation> {
  const source = sourceOf(parameters, file);
  return (book) => {
    const risk = source(book);
    return risk.ok ? succeed(formulateBook(book, risk.value, parameters)) : risk;
  };
}

function sourceOf(parameters: SpanParameters, file: ParameterFile | null): RiskSource {
  const { file: inline, underlyings } = parameters;
  if (inline !== null && file !== null) {
    const detail = 'parameters.file excludes parameterFileId';
    return () => failAt('invalid-input', '/parameterFileId', detail);
  }
  if (inline !== null) {
    return fileSource({ digest: '', chunks: () => [new TextEncoder().encode(inline.text)] }, parameters);
  }
  if (file !== null) return fileSource(file, parameters);
  if (Object.keys(underlyings).length > 0) return modelSource(parameters);
  const detail =
    'send a risk-parameter file (parameterFileId, or parameters.file), or priceScanRange and volScanRange by underlying (parameters.underlyings)';
  return () => failAt('not-applicable', '/portfolio/positions', detail);
}

function formulateBook(book: Book, risk: RiskBook, parameters: SpanParameters): Formulation {
  const byCommodity = Map.groupBy(risk.lines, ({ commodity }) => commodity);
  const risks = [...byCommodity.keys()]
    .toSorted()
    .map((code) => commodityRisk(risk.commodities.get(code)!, risk.rates.get(code)!, byCommodity.get(code)!));
  const spreads = creditsAmong(risk.interSpreads, new Set(byCommodity.keys()));
  const clusters = clustersOf(risks, spreads.formed, risk.pairedScenarios);
  const charged = clusters.flatMap((cluster) =>
    cluster.risks.map((each, k) => ({ risk: each, charges: spreadCharges(cluster, k) })),
  );
  const groups = groupsOf(charged, risk.scanSpreads);
  const pools = groups.groups.map((group) => groupPool(group, parameters));
  const isApproximate = charged.some(
    ({ charges }) => charges.intra !== null || charges.delivery !== null || charges.credit !== null,
  );
  const settled = settleOptionValue(pools, parameters);
  return {
    ...settled,
    scenarios: asScenarios(scanPoints(parameters.extremeMultiple, parameters.extremeFraction)),
    exactness: isApproximate ? 'approximate' : 'exact',
    details: spanDetails(clusters, settled.pools),
    warnings: [...risk.warnings, ...spreads.warnings, ...groups.warnings, ...warningsOf(book, risks)],
  };
}

/** Spreads whose every leg is among the book's commodities. */
function creditsAmong(spreads: readonly InterSpread[], codes: ReadonlySet<string>) {
  const among = spreads.filter(({ legs }) => legs.every((leg) => codes.has(leg.commodity)));
  const formed = among.filter((spread) => unsupportedOf(spread) === null);
  const warnings = among.flatMap((spread) => {
    const reason = unsupportedOf(spread);
    return reason === null ? [] : [`credit-not-given: inter-commodity spread ${spread.priority}: ${reason}`];
  });
  return { formed, warnings };
}

function unsupportedOf({ unsupported, legs }: InterSpread): string | null {
  const distinct = new Set(legs.map(({ commodity, tier }) => `${commodity}|${tier}`)).size;
  return unsupported ?? (distinct < legs.length ? 'two legs in one commodity' : null);
}

/** Scanning spreads by priority, each commodity in one; the others alone. */
function groupsOf(charged: readonly ChargedCommodity[], spreads: RiskBook['scanSpreads']) {
  const free = new Map(charged.map((each) => [each.risk.commodity.code, each]));
  const groups: RiskGroup[] = [];
  const warnings: string[] = [];
  for (const { commodities, savingFraction, priority } of spreads) {
    const held = [...new Set(commodities)].filter((code) => charged.some(({ risk }) => risk.commodity.code === code));
    if (held.length < 2) continue;
    const members = held.map((code) => free.get(code)).filter((each) => each !== undefined);
    if (members.length < held.length) {
      warnings.push(`saving-not-given: scanning spread ${priority} shares a commodity with one before it`);
      continue;
    }
    for (const code of held) free.delete(code);
    groups.push({ members, savingFraction });
  }
  const alone = [...free.values()].map((each) => ({ members: [each], savingFraction: 0 }));
  return { groups: [...groups, ...alone], warnings };
}

/** A surplus of long option value counts for the whole complex, or ends with its own commodity. */
function settleOptionValue(pools: readonly Pool[], { optionValue }: SpanParameters) {
  if (optionValue === 'combined-commodity') {
    const floored = pools.map((pool) => ({
      ...pool,
      initial: long(pool.initial),
      maintenance: long(pool.maintenance),
    }));
    return { ...totalOf(floored, (node) => node), pools: floored };
  }
  return { ...totalOf(pools, long), pools };
}

function totalOf(pools: readonly Pool[], floor: (node: Expression) => Expression) {
  return {
    initial: named('initial', floor(sum(pools.map((pool) => pool.initial)))),
    maintenance: named('maintenance', floor(sum(pools.map((pool) => pool.maintenance)))),
  };
}

function warningsOf(book: Book, risks: readonly CommodityRisk[]): string[] {
  const warnings = risks.flatMap(({ commodity }) => commodity.warnings.map((each) => `${each}: ${commodity.code}`));
  return book.lines.some((each) => each.kind === 'order') ? [...warnings, 'orders-not-counted'] : warnings;
}

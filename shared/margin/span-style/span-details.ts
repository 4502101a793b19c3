import { type Evaluation, type Expression, valueOf } from '../../requirement/index.ts';
import type { Formulation, MethodDetails, Pool } from '../method.ts';
import type { CommodityRisk } from './commodity-risk.ts';
import { argumentsOfCluster, type SpreadCluster } from './commodity-spreads.ts';
import { activeScenario } from './inter-credits.ts';
import { type MemberOutcome, runSpreads } from './spread-procedure.ts';

/** The breakdown that clearing houses print: by commodity the active scenario, deltas and spreads, and the credits. */
export function spanDetails(
  clusters: readonly SpreadCluster[],
  pools: readonly Pool[],
): NonNullable<Formulation['details']> {
  const risks = clusters.flatMap((each) => each.risks);
  const nodes: Expression[] = risks.flatMap(({ deltas, scans, optionValue }) => [
    ...deltas,
    ...scans.flatMap((scan) => scan.losses),
    optionValue,
  ]);
  return {
    nodes,
    read: (evaluation) => {
      const runs = clusters.map((each) => readCluster(evaluation, each));
      return {
        commodities: runs.flatMap((run) => run.commodities),
        interCommodityCredits: runs.flatMap((run) => run.credits),
        maintenanceUnfloored: pools.reduce((total, pool) => total + valueOf(evaluation, pool.maintenance), 0),
      };
    },
  };
}

function readCluster(evaluation: Evaluation, spreadCluster: SpreadCluster) {
  const x = Float64Array.from(argumentsOfCluster(spreadCluster), (node) => valueOf(evaluation, node));
  const { members, credits } = runSpreads(spreadCluster.cluster, x);
  return {
    commodities: spreadCluster.risks.map((risk, k) => describe(evaluation, risk, members[k]!)),
    credits: credits.map(({ priority, count, legs }) => ({ priority, count, legs })),
  };
}

function describe(evaluation: Evaluation, risk: CommodityRisk, { formed }: MemberOutcome): MethodDetails {
  const { commodity, scans, periods, deltas, optionValue, rate } = risk;
  return {
    commodity: commodity.code,
    scans: scans.map(({ losses }, t) => {
      const values = losses.map((node) => ({ value: valueOf(evaluation, node) }));
      const active = activeScenario(values);
      return {
        tier: commodity.scanTiers[t]!.number,
        activeScenario: active + 1,
        loss: values[active]!.value,
        losses: values.map(({ value }) => value),
      };
    }),
    netDeltas: Object.fromEntries(periods.map((period, m) => [period, valueOf(evaluation, deltas[m]!)])),
    intraCommoditySpreads: formed.map(({ kind, priority, legs, count, rate: perSpread }) => ({
      kind,
      priority,
      legs: [...legs],
      count,
      rate: perSpread * rate,
    })),
    netOptionValue: -valueOf(evaluation, optionValue) || 0,
  };
}

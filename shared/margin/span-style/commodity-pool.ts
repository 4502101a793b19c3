import { constant, type Expression, max, named, outcomes, scale, sum, worst } from '../../requirement/index.ts';
import type { Component, Pool } from '../method.ts';
import type { CommodityRisk } from './commodity-risk.ts';
import type { SpreadCharges } from './commodity-spreads.ts';
import type { SpanParameters } from './parameters.ts';
import type { AccountType } from './span-file.ts';

/** One commodity with what its spreads cost. */
export type ChargedCommodity = { readonly risk: CommodityRisk; readonly charges: SpreadCharges };

/** Commodities that are margined as one: a single one, or those of a scanning spread with what it saves. */
export type RiskGroup = {
  readonly members: readonly ChargedCommodity[];
  readonly savingFraction: number;
};

/**
 * `risk = max(scan + intra + delivery − credit, short-option minimum)` of one group; with a scanning spread
 * `scan = (1 − s)·Σ scan + s·scan of all together`. Maintenance is the risk, initial a multiple of it, both less the net
 * option value.
 */
export function groupPool(group: RiskGroup, parameters: SpanParameters): Pool {
  const { members } = group;
  const id = members.map(({ risk }) => risk.commodity.code).join('+');
  const joint = jointScan(id, group);
  const minimum = minimumOf(members);
  const charged = sum([...scanParts(group, joint), ...members.flatMap(({ charges }) => chargesOf(charges))]);
  const floors = [...(minimum === null ? [] : [minimum]), ...(members.some(hasCredit) ? [constant(0)] : [])];
  const risk = named(`${id}/risk`, scale(factorOf(members, parameters.account), max([charged, ...floors])));
  const ratio = ratioOf(members, parameters);
  const optionValue = named(`${id}/net-option-value`, sum(members.map((each) => each.risk.optionValue)));
  const [only] = members;
  const single = members.length === 1 && only!.risk.scans.length === 1 ? only!.risk.scans[0]! : null;
  return {
    id,
    initial: sum([scale(ratio, risk), optionValue]),
    maintenance: sum([risk, optionValue]),
    components: [
      ...components(group, joint, minimum),
      { id: 'risk', label: 'SPAN risk', initial: scale(ratio, risk), maintenance: risk },
      {
        id: 'net-option-value',
        label: 'Net option value, owed: short less long',
        initial: optionValue,
        maintenance: optionValue,
      },
    ],
    scan: single === null ? null : { initial: single.worst, gains: single.pnl },
  };
}

function components({ members }: RiskGroup, joint: Expression | null, minimum: Expression | null): Component[] {
  const each = (id: string, label: string, of: (member: ChargedCommodity) => Expression | null) =>
    members.flatMap((member) =>
      part(members.length === 1 ? id : `${id}-${member.risk.commodity.code}`, label, of(member)),
    );
  return [
    ...each('scan', 'Worst of 16 scenarios', ({ risk }) => risk.scan),
    ...part('joint-scan', 'Worst of 16 scenarios, scanned together', joint),
    ...each('intra-commodity', 'Intra-commodity spread charge', ({ charges }) => charges.intra),
    ...each('delivery', 'Delivery charge', ({ charges }) => charges.delivery),
    ...each('inter-commodity', 'Inter-commodity credit, taken off', ({ charges }) => charges.credit),
    ...part('short-option-minimum', 'Short-option minimum', minimum),
  ];
}

function part(id: string, label: string, node: Expression | null): Component[] {
  return node === null ? [] : [{ id, label, initial: node, maintenance: node }];
}

function scanParts({ members, savingFraction }: RiskGroup, joint: Expression | null): Expression[] {
  if (joint === null) return members.map(({ charges }) => charges.scanLessCredit);
  const credits = members.map(({ charges }) => charges.credit).filter((credit) => credit !== null);
  return [...members.map(({ risk }) => scale(1 - savingFraction, risk.scan)), scale(savingFraction, joint), ...credits];
}

function chargesOf({ intra, delivery }: SpreadCharges): Expression[] {
  return [intra, delivery].filter((charge) => charge !== null);
}

function hasCredit({ charges }: ChargedCommodity): boolean {
  return charges.credit !== null;
}

/** The scan of all lines of a group together; null for one commodity. */
function jointScan(id: string, { members }: RiskGroup): Expression | null {
  const [first, ...others] = members;
  if (others.length === 0) return null;
  const lines = members.flatMap(({ risk }) => risk.lines).toSorted((a, b) => a.line - b.line);
  const pnl = first!.risk.scans[0]!.pnl;
  const axis = pnl.kind === 'outcomes' ? pnl.axis : [];
  const matrix = new Float64Array(lines.length * axis.length);
  for (const [row, { losses }] of lines.entries()) {
    matrix.set(
      losses.map((loss) => -loss || 0),
      row * axis.length,
    );
  }
  return named(`${id}/joint-scan`, worst(outcomes({ axis, lines: lines.map((each) => each.line), matrix })));
}

function minimumOf(members: readonly ChargedCommodity[]): Expression | null {
  const minimums = members.map(({ risk }) => risk.shortOptions).filter((each) => each !== null);
  if (minimums.length === 0) return null;
  return minimums.length === 1 ? minimums[0]! : sum(minimums);
}

/** Of a group whose members differ, the largest. */
function factorOf(members: readonly ChargedCommodity[], account: AccountType): number {
  return Math.max(...members.map(({ risk }) => risk.commodity.riskFactor[account]));
}

function ratioOf(members: readonly ChargedCommodity[], { initialToMaintenance, account }: SpanParameters): number {
  if (initialToMaintenance !== null) return initialToMaintenance;
  return Math.max(...members.map(({ risk }) => risk.commodity.initialToMaintenance?.[account] ?? 1));
}

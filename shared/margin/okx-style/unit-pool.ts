import { type Expression, max, named, scale, sum } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import type { Component, Pool } from '../method.ts';
import { depegCharge } from './depeg-charge.ts';
import { marketRisk } from './market-risk.ts';
import type { OkxParameters } from './parameters.ts';
import type { RiskUnit } from './risk-units.ts';
import type { OkxScenarios } from './scenario-sets.ts';
import { basisCharge, minimumCharge, rateCharge, vegaTermCharge } from './term-charges.ts';

const LABELS = {
  mr1: 'MR1: spot and vol moves',
  mr2: 'MR2: a day of time decay',
  mr3: 'MR3: vega by expiry, as parametrised by the caller',
  mr4: 'MR4: basis',
  mr5: 'MR5: rates, as parametrised by the caller',
  mr6: 'MR6: half the loss of extreme moves',
  mr7: 'MR7: minimum charge',
  mr9: 'MR9: stablecoin depeg, at the rates of the caller',
} as const;

type Charges = Readonly<Record<keyof typeof LABELS, Expression>>;

/**
 * `maintenance = max(max(MR1, MR2, MR6) + MR3 + MR4 + MR5 + MR9, MR7)` of what is held; `initial` a multiple of the same with what
 * fills of open orders would lose in MR1 and MR6.
 */
export function unitPool(book: Book, unit: RiskUnit, scenarios: OkxScenarios, parameters: OkxParameters): Pool {
  const risk = marketRisk(book, unit, scenarios);
  const name = (id: string, charge: Expression) => named(`${unit.id}/${id}`, charge);
  const held: Charges = {
    mr1: risk.mr1.held.worst,
    mr2: risk.mr2,
    mr3: name('mr3', vegaTermCharge(book, unit, parameters)),
    mr4: name('mr4', basisCharge(book, unit, parameters)),
    mr5: name('mr5', rateCharge(book, unit, parameters)),
    mr6: risk.mr6.held,
    mr7: name('mr7', minimumCharge(book, unit, parameters)),
    mr9: name('mr9', depegCharge(book, unit, parameters)),
  };
  const withOrders = { ...held, mr1: risk.mr1.withOrders.worst, mr6: risk.mr6.withOrders };
  const initial = initialCharges(unit.id, withOrders, parameters.initialMultiple);
  const ids = Object.keys(LABELS) as (keyof Charges)[];
  return {
    id: unit.id,
    initial: unitCharge(initial),
    maintenance: unitCharge(held),
    components: ids.map((id): Component => ({ id, label: LABELS[id], initial: initial[id], maintenance: held[id] })),
    scan: { initial: risk.mr1.withOrders.worst, gains: risk.mr1.withOrders.pnl, beside: risk.beside },
  };
}

function unitCharge({ mr1, mr2, mr3, mr4, mr5, mr6, mr7, mr9 }: Charges): Expression {
  return max([sum([max([mr1, mr2, mr6]), mr3, mr4, mr5, mr9]), mr7]);
}

function initialCharges(unit: string, charges: Charges, multiple: number): Charges {
  const scaled = Object.entries(charges).map(([id, charge]) => [
    id,
    named(`${unit}/${id}/initial`, scale(multiple, charge)),
  ]);
  return Object.fromEntries(scaled) as Charges;
}

import { type Expression, named, scale, sum } from '../../requirement/index.ts';
import type { Component } from '../method.ts';
import type { AccountSpec } from './accounts.ts';
import { collateralCharge, type HaircutPart, haircutOf, nakedNotional, perpetualNotional } from './contingencies.ts';
import type { ExpiryOptions } from './expiry-options.ts';
import type { OptionState } from './option-state.ts';
import { oracleCharges } from './oracle-charges.ts';
import type { PmrmParameters } from './parameters.ts';

export type ChargesSpec = AccountSpec & {
  /** of the pool */
  readonly id: string;
  readonly options: readonly OptionState[];
  readonly expiries: readonly ExpiryOptions[];
  readonly perpetuals: readonly number[];
};

/** Charges on size and on doubtful prices; initial ones are the maintenance ones plus a part of their own. */
export function accountCharges(spec: ChargesSpec): Component[] {
  const { id, book, account, parameters } = spec;
  const haircut = (part: HaircutPart) => collateralCharge(book, account.collateral, haircutOf(parameters, part));
  const perpetuals = perpetualNotional(book, spec.perpetuals);
  const naked = nakedNotional(spec.options);
  return [
    contingency(spec, 'perpetuals', 'Perpetual contingency', ofNotional(perpetuals, parameters.perpetual)),
    contingency(spec, 'naked-options', 'Naked short options', ofNotional(naked, parameters.nakedOption)),
    contingency(spec, 'collateral', 'Collateral haircuts', [
      haircut('maintenanceFraction'),
      haircut('initialFraction'),
    ]),
    {
      id: 'oracle',
      label: 'Prices below the confidence threshold',
      initial: named(`${id}/oracle`, oracleCharges(spec)),
      maintenance: null,
    },
  ];
}

/** The maintenance charge, and what is added to it initially. */
type Parts = readonly [maintenance: Expression, added: Expression];

function ofNotional(notional: Expression, fractions: PmrmParameters['perpetual']): Parts {
  return [scale(fractions.maintenanceFraction, notional), scale(fractions.initialFraction, notional)];
}

function contingency(
  { id: pool, initialFactor, parameters }: ChargesSpec,
  id: string,
  label: string,
  [maintenance, added]: Parts,
): Component {
  const factor = parameters.contingenciesTimesFactor ? initialFactor : 1;
  return {
    id,
    label,
    initial: named(`${pool}/${id}`, sum([maintenance, added], [factor, factor])),
    maintenance: named(`${pool}/${id}-maintenance`, sum([maintenance])),
  };
}

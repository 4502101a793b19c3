import { gross, named } from '../../requirement/index.ts';
import { type Book, holdingOf } from '../../risk/index.ts';
import type { Pool } from '../method.ts';
import { confidencesOf, lackOfConfidence } from '../oracle-confidence.ts';
import { valuePerUnit } from '../unit-value.ts';
import type { StandardParameters } from './parameters.ts';
import { poolOf } from './underlying-pool.ts';

/** No underlying can have this id. */
const ID = '(collateral)';

/** Coins count in part; what isn't accepted counts nothing. Doubtful prices cost more initially. */
export function basePool(book: Book, lines: readonly number[], parameters: StandardParameters): Pool {
  const confidences = confidencesOf(book.market, parameters.confidence);
  const charge = (id: string, fractionOf: (asset: string) => number) =>
    named(
      `${ID}/${id}`,
      gross(
        lines,
        lines.map((index) => {
          const each = book.lines[index]!;
          return fractionOf(holdingOf(each)) * valuePerUnit(book, each);
        }),
      ),
    );
  const factors = new Map(parameters.bases.map((each) => [each.asset, each]));
  return poolOf(ID, [
    {
      id: 'haircuts',
      label: 'Part of the collateral that does not count',
      initial: charge('haircuts', (asset) => {
        const { maintenanceFactor, initialScale } = factors.get(asset) ?? NOT_ACCEPTED;
        return 1 - maintenanceFactor * initialScale;
      }),
      maintenance: charge(
        'haircuts-maintenance',
        (asset) => 1 - (factors.get(asset) ?? NOT_ACCEPTED).maintenanceFactor,
      ),
    },
    {
      id: 'oracle',
      label: 'Prices below the confidence threshold',
      initial: charge('oracle', (asset) => lackOfConfidence(confidences.asset(asset), parameters)),
      maintenance: null,
    },
  ]);
}

const NOT_ACCEPTED = { maintenanceFactor: 0, initialScale: 0 };

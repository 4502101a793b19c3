import { type Expression, line, short, sum } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import { linesByInstrument } from '../lines-by-instrument.ts';
import type { OptionLine } from './option-line.ts';
import type { StandardParameters } from './parameters.ts';

export type Requirement = 'initial' | 'maintenance';

/** Each short option by itself, its mark included; a long one needs nothing. Lines of one contract net. */
export function isolatedMargin(
  book: Book,
  options: readonly OptionLine[],
  requirement: Requirement,
  parameters: StandardParameters,
): Expression {
  const perContract = new Map(options.map((each) => [each.line, ofShort(each, requirement, parameters)]));
  const groups = linesByInstrument(
    book,
    options.map((each) => each.line),
  );
  return sum(
    groups.map((lines) =>
      short(
        line(
          lines,
          lines.map((index) => perContract.get(index)!),
        ),
      ),
    ),
  );
}

function ofShort(each: OptionLine, requirement: Requirement, parameters: StandardParameters): number {
  const maintenance = maintenanceOfShort(each, parameters);
  if (requirement === 'maintenance') return maintenance;
  const { maxSpotFraction, minSpotFraction, initialPutFactor } = parameters;
  const initial = Math.max(maxSpotFraction - each.outOfTheMoney, minSpotFraction) * each.spotValue + each.mark;
  return each.option.right === 'call' ? initial : Math.max(initial, initialPutFactor * maintenance);
}

function maintenanceOfShort({ option, mark, spotValue }: OptionLine, parameters: StandardParameters): number {
  const { maintenanceCallFraction, maintenancePutFraction, maintenancePutMarkFraction } = parameters;
  return option.right === 'call'
    ? maintenanceCallFraction * spotValue + mark
    : Math.max(maintenancePutFraction * spotValue, maintenancePutMarkFraction * mark) + mark;
}

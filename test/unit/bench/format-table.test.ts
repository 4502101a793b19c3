import { expect, it } from 'vitest';
import { formatTable } from '../../bench/format-table.ts';

it('aligns names to the left and figures to the right, counts in full', () => {
  const table = formatTable([
    { name: 'sweep', value: 41.237, unit: 'ns/price', baseline: 'Math.exp', ratio: 1.5 },
    { name: 'a longer name', value: 1234.4, unit: 'ms', baseline: 'nothing', ratio: 1957.3 },
    { name: 'work', value: 90_000, unit: 'prices' },
  ]);
  expect(table.split('\n')).toEqual([
    'what           value  unit      against   ratio',
    'sweep          41.24  ns/price  Math.exp   1.50',
    'a longer name   1234  ms        nothing    1957',
    'work           90000  prices',
  ]);
});

import { expect, it } from 'vitest';
import { formatTable } from '../../bench/format-table.ts';

it('aligns names to the left and figures to the right', () => {
  const table = formatTable([
    { name: 'sweep', value: 41.237, unit: 'ns/price', baseline: 'Math.exp', ratio: 1.5 },
    { name: 'a longer name', value: 1234, unit: 'ms' },
  ]);
  expect(table.split('\n')).toEqual([
    'what           value  unit      against   ratio',
    'sweep          41.24  ns/price  Math.exp   1.50',
    'a longer name   1234  ms',
  ]);
});

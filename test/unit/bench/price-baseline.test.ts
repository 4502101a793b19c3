import { expect, it } from 'vitest';
import { committedPrices } from '../../bench/price-baseline.ts';
import { countScanPrices, SCAN_METHODS } from '../../bench/scan-request.ts';

it('prices an option that several methods need at one shock once: as many prices as committed', () => {
  const request = 'scan request of 100 positions';
  const count = countScanPrices(100);
  console.log(`prices under ${SCAN_METHODS.join(', ')}: ${count}, committed ${committedPrices(request)}`);
  expect(count).toBe(committedPrices(request));
});

it('says which count is missing', () => {
  expect(() => committedPrices('nothing')).toThrow('test/bench/baseline.json has no count of nothing');
});

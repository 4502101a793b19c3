import type { Black76Option } from '../../../shared/pricing/index.ts';
import { Random } from '../../support/random.ts';

/** Options of ordinary and of extreme terms, the same in every run. */
export function randomOptions(seed: number, count: number): Black76Option[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const forward = 10 ** random.between(-3, 6);
    const spread = i % 3 === 0 ? 0.02 : 1.5;
    return {
      type: random.chance(0.5) ? 'call' : 'put',
      forward,
      strike: forward * 10 ** random.between(-spread / 2, spread / 2),
      timeYears: 10 ** random.between(-5, 1),
      volAnnual: 10 ** random.between(-2, 0.5),
      discount: random.between(0.5, 1.05),
    };
  });
}

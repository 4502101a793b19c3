import { describe, expect, it } from 'vitest';
import { sinCos } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';

describe('sine and cosine', () => {
  it('are within 2^-51 of the platform’s, small angles and large', () => {
    const random = new Random(5);
    let worst = 0;
    for (let i = 0; i < 20_000; i++) {
      const x = random.between(-1, 1) * 10 ** random.between(-8, 6);
      const { sin, cos } = sinCos(x);
      worst = Math.max(worst, Math.abs(sin - Math.sin(x)), Math.abs(cos - Math.cos(x)));
    }
    expect(worst).toBeLessThan(2 ** -51);
  });

  it('are exact at zero and refuse what has no meaning', () => {
    expect(sinCos(0)).toEqual({ sin: 0, cos: 1 });
    expect(() => sinCos(Number.NaN)).toThrow('an angle');
    expect(() => sinCos(1e9)).toThrow('an angle');
  });
});

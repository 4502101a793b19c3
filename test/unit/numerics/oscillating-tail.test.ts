import { describe, expect, it } from 'vitest';
import { N_TAIL_TERMS, oscillatingTail } from '../../../shared/numerics/oscillating-tail.ts';

/** `e^(iωk)/k²` from k = `first` on. */
function terms(omega: number, first: number) {
  return Array.from({ length: N_TAIL_TERMS }, (_, m) => {
    const k = first + m;
    return { re: Math.cos(omega * k) / (k * k), im: Math.sin(omega * k) / (k * k) };
  });
}

describe('the tail of an oscillating sum', () => {
  it.each([0.4, 1, 2.5, 6])('is what adds up to the known sum of cos(ωk)/k², ω = %f', (omega) => {
    const first = 600;
    let before = 0;
    for (let k = 1; k < first; k++) before += Math.cos(omega * k) / (k * k);
    const whole = (Math.PI * Math.PI) / 6 - (Math.PI * omega) / 2 + (omega * omega) / 4;
    const tail = oscillatingTail(terms(omega, first), omega)!;
    expect(Math.abs(before + tail.re - whole)).toBeLessThan(2e-12);
  });

  it('says where it can not tell: no oscillation, or too early', () => {
    expect(oscillatingTail(terms(0, 600), 0)).toBeNull();
    expect(oscillatingTail(terms(0.3, 2), 0.3)).toBeNull();
  });
});

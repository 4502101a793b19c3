/** unit roundoff of doubles, 2⁻⁵³ */
const UNIT_ROUNDOFF = 2 ** -53;
const SPLITTER = 2 ** 27 + 1;
/** above it the error of a product can't underflow */
const UNDERFLOW_FREE = 2 ** -960;

/**
 * A sum of numbers and of products, as if computed in twice the working precision and then rounded [OgitaRumpOishi2005].
 *
 * Every addition and multiplication is error-free: its rounding error is itself a double (Knuth's TwoSum; Dekker's product,
 * as JavaScript has no fused multiply-add), and the errors are summed beside the sum. So
 *
 *   |value − exact| ≤ u·|value| + (2n·u)²·gross,   u = 2⁻⁵³, n terms, gross = Σ |term|
 *
 * and `errorBound` is at least that, and 0 where no operation rounded, as with small integers: the exact sum lies within
 * `value ± errorBound`. Limits: factors up to 2⁹⁹⁶ (above, the
 * result is NaN or infinite, which no comparison here accepts). Accuracy: test/property/optimise/compensated-sum.test.ts
 * compares with exact rationals.
 */
export class CompensatedSum {
  #sum = 0;
  #errors = 0;
  #gross = 0;
  #nTerms = 0;
  #isExact = true;

  add(term: number): void {
    if (term === 0) return;
    this.#accumulate(term);
  }

  addProduct(a: number, b: number): void {
    if (a === 0 || b === 0) return;
    const product = a * b;
    const error = productError(a, b, product);
    this.#errors += error;
    this.#isExact &&= error === 0 && Math.abs(product) > UNDERFLOW_FREE;
    this.#accumulate(product);
  }

  get value(): number {
    return this.#sum + this.#errors;
  }

  /** Σ |term|: the scale against which cancellation is measured */
  get gross(): number {
    return this.#gross;
  }

  get errorBound(): number {
    if (this.#isExact) return 0;
    const growth = 4 * (this.#nTerms + 1) * UNIT_ROUNDOFF;
    const underflow = 16 * this.#nTerms * Number.MIN_VALUE;
    return 2 * UNIT_ROUNDOFF * Math.abs(this.value) + growth * growth * this.#gross + underflow;
  }

  #accumulate(term: number): void {
    const total = this.#sum + term;
    const kept = total - this.#sum;
    const error = this.#sum - (total - kept) + (term - kept);
    this.#errors += error;
    this.#isExact &&= error === 0;
    this.#sum = total;
    this.#gross += Math.abs(term);
    this.#nTerms += 1;
  }
}

/** `a·b − product`, exactly (Dekker 1971, barring underflow). */
function productError(a: number, b: number, product: number): number {
  const aHigh = highHalf(a);
  const aLow = a - aHigh;
  const bHigh = highHalf(b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function highHalf(x: number): number {
  const scaled = SPLITTER * x;
  return scaled - (scaled - x);
}

/**
 * A number with its partial derivatives, so that a sequential procedure gives its support along with its value. Where a
 * minimum or maximum ties, the first branch's derivatives are taken.
 */
export type Dual = { readonly value: number; readonly gradient: Float64Array };

/** A number that depends on nothing. */
export function fixed(value: number, size: number): Dual {
  return { value, gradient: new Float64Array(size) };
}

/** The procedure's arguments, each with derivative 1 towards itself. */
export function variables(values: Float64Array): Dual[] {
  return Array.from(values, (value, j) => {
    const gradient = new Float64Array(values.length);
    gradient[j] = 1;
    return { value, gradient };
  });
}

/** `a + factor · b` */
export function plus(a: Dual, b: Dual, factor = 1): Dual {
  return {
    value: a.value + factor * b.value,
    gradient: a.gradient.map((partial, j) => partial + factor * b.gradient[j]!),
  };
}

export function times(factor: number, a: Dual): Dual {
  return { value: factor * a.value, gradient: a.gradient.map((partial) => factor * partial) };
}

export function product(a: Dual, b: Dual): Dual {
  return {
    value: a.value * b.value,
    gradient: a.gradient.map((partial, j) => partial * b.value + a.value * b.gradient[j]!),
  };
}

/** `a / b`, b not 0 */
export function quotient(a: Dual, b: Dual): Dual {
  const value = a.value / b.value;
  return { value, gradient: a.gradient.map((partial, j) => (partial - value * b.gradient[j]!) / b.value) };
}

export function absolute(a: Dual): Dual {
  return a.value < 0 ? times(-1, a) : a;
}

export function smaller(a: Dual, b: Dual): Dual {
  return b.value < a.value ? b : a;
}

export function total(terms: readonly Dual[], size: number): Dual {
  return terms.reduce((sum, term) => plus(sum, term), fixed(0, size));
}

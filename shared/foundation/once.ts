/**
 * Derives what follows from an object alone once for all who ask, and forgets it with the object.
 *
 * @param keyOf the part that what is derived rests on, where many objects share it
 */
export function once<A extends object, T>(derive: (from: A) => T, keyOf: (from: A) => object = (from) => from) {
  const known = new WeakMap<object, { readonly value: T }>();
  return (from: A): T => {
    const key = keyOf(from);
    const kept = known.get(key) ?? { value: derive(from) };
    known.set(key, kept);
    return kept.value;
  };
}

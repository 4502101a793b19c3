import { expect, test } from 'vitest';
import { once } from '../../../shared/foundation/index.ts';

test('derives once for an object, also where nothing follows from it, and anew for its equal', () => {
  const asked: object[] = [];
  const nothing = once((from: object) => void asked.push(from));
  const [first, equal] = [{}, {}];
  for (const from of [first, first, equal, first]) expect(nothing(from)).toBeUndefined();
  expect(asked).toEqual([first, equal]);
});

test('derives once for all objects that share the part it rests on', () => {
  const shared = { price: 3 };
  const doubled = once(
    ({ part }: { part: typeof shared; name: string }) => ({ value: 2 * part.price }),
    ({ part }) => part,
  );
  const found = doubled({ part: shared, name: 'a' });
  expect(found).toEqual({ value: 6 });
  expect(doubled({ part: shared, name: 'b' })).toBe(found);
  expect(doubled({ part: { ...shared }, name: 'a' })).not.toBe(found);
});

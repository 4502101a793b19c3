import type { Random } from './random.ts';

export type Arrange = <T>(items: readonly T[], random: Random) => readonly T[];

/** What may happen to deliveries on their way, records of one portfolio among them. */
export const ARRANGEMENTS: Readonly<Record<string, Arrange>> = {
  'in order': (items) => items,
  'twice each': (items) => items.flatMap((item) => [item, item]),
  'twice all': (items) => [...items, ...items],
  backwards: (items) => items.toReversed(),
  shuffled: (items, random) => random.shuffled(items),
  'shuffled and thrice': (items, random) => random.shuffled([...items, ...items, ...items]),
  'the first half late': (items) => [...items.slice(items.length / 2), ...items.slice(0, items.length / 2)],
};
export const ARRANGEMENT_NAMES = Object.keys(ARRANGEMENTS);

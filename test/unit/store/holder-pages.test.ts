import { describe, expect, it } from 'vitest';
import { holderPages } from '../../../shared/store/holder-pages.ts';
import type { Item, Range } from '../../../shared/store/table.ts';
import { Random } from '../../support/random.ts';

const idOf = (n: number) => `p-${String(n).padStart(6, '0')}`;

/** Lists in memory, which count what is read of them. */
class CountingTable {
  queries = 0;
  read: string[] = [];
  readonly #lists: ReadonlyMap<string, readonly string[]>;

  constructor(lists: Readonly<Record<string, readonly string[]>>) {
    this.#lists = new Map(Object.entries(lists).map(([name, ids]) => [`TENANT#acme#UNDERLYING#${name}`, ids]));
  }

  async query({ partition, prefix, after, limit = Number.POSITIVE_INFINITY }: Range): Promise<Item[]> {
    this.queries += 1;
    const behind = after?.slice(prefix.length) ?? '';
    const found = (this.#lists.get(partition) ?? []).filter((id) => id > behind).slice(0, limit);
    this.read.push(...found);
    return found.map((portfolioId) => ({ PK: partition, SK: `${prefix}${portfolioId}`, portfolioId }));
  }
}

/** All pages, and the most that was read but not handed on when one was. */
async function pagesOf(table: CountingTable, names: readonly string[], after?: string) {
  const pages: (readonly string[])[] = [];
  let mostWaiting = 0;
  for await (const page of holderPages(table, 'acme', names, after)) {
    pages.push(page);
    const last = page.at(-1)!;
    mostWaiting = Math.max(mostWaiting, table.read.filter((id) => id > last).length);
  }
  return { pages, mostWaiting };
}

/** Some of the first `count` ids on each of the lists. */
function someLists(names: readonly string[], count: number, seed: number): Record<string, string[]> {
  const random = new Random(seed);
  const every = (step: number) => Array.from({ length: Math.floor(count / step) }, (_, n) => idOf(n * step));
  return Object.fromEntries(names.map((name) => [name, every(1 + random.below(6))]));
}

describe('the holders of some names', () => {
  it.each([1, 2, 3, 4, 5])('come each once and in order, whatever lists they are on (%i)', async (seed) => {
    const names = ['AVAX', 'BTC', 'ETH', 'NONE', 'USD'].slice(0, 1 + seed);
    const lists: Record<string, string[]> = { ...someLists(names, 7000, seed), NONE: [] };
    const all = [...new Set(names.flatMap((name) => lists[name] ?? []))].sort();
    const { pages } = await pagesOf(new CountingTable(lists), names);
    expect(pages.flat()).toEqual(all);
    expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(1000);
    const after = all[Math.floor(all.length / 3)]!;
    const { pages: rest } = await pagesOf(new CountingTable(lists), names, after);
    expect(rest.flat()).toEqual(all.filter((id) => id > after));
  });

  it('wait in memory by a thousand of each list, however many there are', async () => {
    const names = ['BTC', 'ETH', 'USD'];
    const most: number[] = [];
    for (const count of [5000, 20_000, 40_000]) {
      const lists = Object.fromEntries(names.map((name) => [name, Array.from({ length: count }, (_, n) => idOf(n))]));
      const table = new CountingTable(lists);
      const { pages, mostWaiting } = await pagesOf(table, names);
      expect([pages.length, pages.flat().length, table.read.length]).toEqual([count / 1000, count, 3 * count]);
      expect(table.queries).toBeLessThanOrEqual(3 * (count / 1000 + 1));
      most.push(mostWaiting);
    }
    expect(Math.max(...most)).toBeLessThanOrEqual(3 * 1000);
  });

  it('are read in smaller pieces from very many lists', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `U${i}`);
    const lists = Object.fromEntries(names.map((name) => [name, Array.from({ length: 300 }, (_, n) => idOf(n))]));
    const table = new CountingTable(lists);
    const { pages, mostWaiting } = await pagesOf(table, names);
    expect(pages.flat()).toEqual(Array.from({ length: 300 }, (_, n) => idOf(n)));
    expect(mostWaiting).toBeLessThanOrEqual(100_000);
    expect(table.read).toHaveLength(500 * 300);
  });

  it('of no names are none', async () => {
    expect((await pagesOf(new CountingTable({}), [])).pages).toEqual([]);
  });
});

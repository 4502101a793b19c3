import { holderPartition, PORTFOLIO_PREFIX } from './portfolio-keys.ts';
import type { Table } from './table.ts';

/** of ids that are handed on at a time */
const PAGE = 1_000;
/** Ids that wait to be merged, of all lists together: some 25 MB. */
const MOST_WAITING = 100_000;
const QUERIES_AT_ONCE = 16;

/** One list of holders, read as far as `after`. */
type HolderList = {
  readonly partition: string;
  readonly waiting: readonly string[];
  readonly after: string | undefined;
  readonly isWhole: boolean;
};

/**
 * The ids in the lists of those names, each once and in order, behind `after` where it is given. The lists, in order themselves, are merged while they are
 * read, so that memory grows neither with them nor with their number.
 */
export async function* holderPages(
  table: Pick<Table, 'query'>,
  tenant: string,
  names: readonly string[],
  after: string | undefined,
): AsyncGenerator<readonly string[]> {
  const limit = Math.min(PAGE, Math.max(1, Math.floor(MOST_WAITING / names.length)));
  let lists: readonly HolderList[] = names.map((name) => {
    return { partition: holderPartition(tenant, name), waiting: [], after, isWhole: false };
  });
  while (lists.length > 0) {
    lists = await refilled(table, lists, limit);
    const upTo = knownUpTo(lists);
    const ready = new Set(lists.flatMap(({ waiting }) => waiting.filter((id) => id <= upTo)));
    const ids = [...ready].sort();
    for (let i = 0; i < ids.length; i += PAGE) yield ids.slice(i, i + PAGE);
    lists = lists
      .map((list) => ({ ...list, waiting: list.waiting.filter((id) => id > upTo) }))
      .filter(({ waiting, isWhole }) => !isWhole || waiting.length > 0);
  }
}

/** Behind every id: theirs are of ASCII. */
const LAST = '\u{7f}';

/** The id up to which no list can bring another one. */
function knownUpTo(lists: readonly HolderList[]): string {
  const ends = lists.flatMap(({ isWhole, after }) => (isWhole || after === undefined ? [] : [after]));
  return ends.reduce((least, end) => (end < least ? end : least), LAST);
}

/** Those of which nothing waits are read on. */
async function refilled(
  table: Pick<Table, 'query'>,
  lists: readonly HolderList[],
  limit: number,
): Promise<readonly HolderList[]> {
  const read: HolderList[] = [];
  for (let i = 0; i < lists.length; i += QUERIES_AT_ONCE) {
    const some = lists.slice(i, i + QUERIES_AT_ONCE);
    read.push(...(await Promise.all(some.map((list) => readOn(table, list, limit)))));
  }
  return read;
}

async function readOn(table: Pick<Table, 'query'>, list: HolderList, limit: number): Promise<HolderList> {
  if (list.isWhole || list.waiting.length > 0) return list;
  const { partition, after } = list;
  const behind = after === undefined ? undefined : `${PORTFOLIO_PREFIX}${after}`;
  const items = await table.query({ partition, prefix: PORTFOLIO_PREFIX, after: behind, limit });
  const waiting = items.map(({ portfolioId }) => String(portfolioId));
  return { ...list, waiting, after: waiting.at(-1) ?? after, isWhole: items.length < limit };
}

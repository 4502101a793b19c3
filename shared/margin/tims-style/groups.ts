import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { type Book, holdingOf, underlyingOf } from '../../risk/index.ts';
import { linesWhere, underlyingsOf } from '../pools.ts';
import type { ProductType, TimsParameters } from './parameters.ts';

/** Underlyings that offset in full: one product type, one set of lines. */
export type ClassGroup = {
  readonly id: string;
  readonly type: ProductType;
  readonly underlyings: readonly string[];
  readonly lines: readonly number[];
};

/** Groups that offset in part; a group of one is its only member. */
export type Group<Member> = {
  readonly id: string;
  readonly members: readonly Member[];
  /** of a gain, what counts against losses of other members */
  readonly offsetFraction: number;
};
export type ProductGroup = Group<ClassGroup>;
export type PortfolioGroup = Group<ProductGroup>;

/**
 * The book's lines in class groups, product groups and portfolio groups. Which groups there are, and so whether a group has one
 * member alone, is decided by the lines of the book, held or not: an expression's structure never depends on quantities.
 */
export function groupsOf(book: Book, parameters: TimsParameters): Outcome<PortfolioGroup[]> {
  const classes = classGroupsOf(book, parameters);
  if (!classes.ok) return classes;
  const products = gather(
    classes.value,
    parameters.productGroups.map((group) => ({ ...group, memberIds: group.classGroups })),
  );
  const portfolios = gather(
    products,
    parameters.portfolioGroups.map((group) => ({ ...group, memberIds: group.productGroups })),
  );
  const shared = repeatedId(products) ?? repeatedId(portfolios);
  if (shared !== undefined) return failAt('invalid-input', '/methods', `tims-style: two groups are called ${shared}`);
  return succeed(portfolios);
}

/** Fails with `not-applicable` where no product type covers a holding, or two types meet in one class group. */
function classGroupsOf(book: Book, parameters: TimsParameters): Outcome<ClassGroup[]> {
  const found = new Map<string, ClassGroup>();
  for (const underlying of underlyingsOf(book)) {
    const lines = linesWhere(book, (line) => underlyingOf(book, line) === underlying);
    const type = productTypeOf(book, underlying, parameters);
    if (type === undefined) return notCovered(book, underlying, lines[0]!);
    const id = parameters.classGroups.find((group) => group.underlyings.includes(underlying))?.id ?? underlying;
    const before = found.get(id) ?? { id, type, underlyings: [], lines: [] };
    if (before.type !== type) return mixedTypes(underlying, type, before);
    const merged = [...before.lines, ...lines].toSorted((a, b) => a - b);
    found.set(id, { id, type, underlyings: [...before.underlyings, underlying], lines: merged });
  }
  return succeed([...found.values()]);
}

function productTypeOf(book: Book, underlying: string, { productTypes }: TimsParameters): ProductType | undefined {
  const assetClass = book.market.underlyings.get(underlying)?.assetClass;
  return assetClass === undefined ? undefined : productTypes.find((type) => type.assetClasses.includes(assetClass));
}

function notCovered(book: Book, underlying: string, index: number): Outcome<never> {
  const line = book.lines[index]!;
  const pointer = line.kind === 'asset' ? '/portfolio/collateral' : '/portfolio/positions';
  const assetClass = book.market.underlyings.get(underlying)?.assetClass ?? 'none stated';
  const detail = `${holdingOf(line)}: no product type covers the asset class of ${underlying} (${assetClass})`;
  return failAt('not-applicable', pointer, detail);
}

function mixedTypes(underlying: string, type: ProductType, group: ClassGroup): Outcome<never> {
  const detail = `class group ${group.id}: ${underlying} is of type ${type.id}, ${group.underlyings[0]} of ${group.type.id}`;
  return failAt('not-applicable', '/market/underlyings', detail);
}

type Named = { readonly id: string };
type Rule = Named & { readonly memberIds: readonly string[]; readonly offsetFraction: number };

/** Members in the groups of the rules, in order of first appearance; a member of no rule is a group by itself. */
function gather<Member extends Named>(members: readonly Member[], rules: readonly Rule[]): Group<Member>[] {
  const groups = new Map<Rule | string, Group<Member>>();
  for (const member of members) {
    const rule = rules.find(({ memberIds }) => memberIds.includes(member.id));
    const key = rule ?? member.id;
    const before = groups.get(key) ?? {
      id: rule?.id ?? member.id,
      members: [],
      offsetFraction: rule?.offsetFraction ?? 1,
    };
    groups.set(key, { ...before, members: [...before.members, member] });
  }
  return [...groups.values()];
}

function repeatedId(groups: readonly Named[]): string | undefined {
  return groups.find(({ id }, i) => groups.findIndex((other) => other.id === id) !== i)?.id;
}

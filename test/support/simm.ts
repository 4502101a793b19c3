import { chooseMethod, type MarginResult, type MethodSelection, marginOf } from '../../shared/margin/index.ts';
import type { SensitivityRow } from '../../shared/portfolio/index.ts';
import { type Book, withSensitivities } from '../../shared/risk/index.ts';
import { bookOf, valueIn } from './margins.ts';
import { marketOf, marketSnapshot } from './markets.ts';

const AS_OF = '2026-02-05T09:00:00Z';
const NOTHING_HELD = { baseCurrency: 'USD', positions: [], collateral: [], orders: [] };

/** Sensitivities and nothing else, with euros at 1.25 dollars. */
export function bookOfSensitivities(rows: readonly SensitivityRow[], baseCurrency = 'USD'): Book {
  const currencies = [{ id: 'EUR', price: 1.25 }];
  const market = marketOf(marketSnapshot({ asOf: AS_OF, underlyings: [], instruments: [], currencies }));
  return valueIn(withSensitivities(bookOf({ ...NOTHING_HELD, baseCurrency }, market), rows));
}

/** @throws Error when a row can't be read */
export function simmMargin(
  rows: readonly SensitivityRow[],
  selection: Omit<MethodSelection, 'id'>,
  baseCurrency = 'USD',
): MarginResult {
  const method = valueIn(chooseMethod({ id: 'simm-style', ...selection }, '/methods/0'));
  return valueIn(marginOf(bookOfSensitivities(rows, baseCurrency), method));
}

/** Rows of a comma-separated file by the names in its first line; a quoted value may hold commas. */
export function csvRecords(text: string): Record<string, string>[] {
  const [header, ...lines] = text.trim().split(/\r?\n/).map(csvValues);
  return lines.map((values) => Object.fromEntries(header!.map((name, i) => [name.replace(/^#/, ''), values[i] ?? ''])));
}

function csvValues(line: string): string[] {
  return [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].slice(0, -1).map(([, value]) => value!.replaceAll('"', ''));
}

const DAY_MS = 86_400_000;
const FRIDAY = 5;

/**
 * Expiries of a crypto venue, 08:00 UTC: the next two Fridays that are more than a day away, then the last Fridays of
 * months, `count` in all.
 */
export function cryptoExpiriesMs(asOfMs: number, count: number): number[] {
  const fridays = fridaysAfter(asOfMs + DAY_MS, 8);
  const near = [fridays(0), fridays(1)];
  const months = firstDates(count, (i) => lastFridayMs(asOfMs, i, 8), near[1]!);
  return [...near, ...months].slice(0, count);
}

/** Expiries of listed equity options: third Fridays at 21:00 UTC, the New York close in winter. */
export function equityExpiriesMs(asOfMs: number, count: number): number[] {
  return firstDates(count, (i) => thirdFridayMs(asOfMs, i, 21), asOfMs + DAY_MS);
}

/** `27MAR26`, as venues write it in their contracts' names. */
export function expiryName(expiryMs: number): string {
  const date = new Date(expiryMs);
  const month = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'.slice(3 * date.getUTCMonth(), 3 * date.getUTCMonth() + 3);
  return `${date.getUTCDate()}${month}${String(date.getUTCFullYear()).slice(2)}`;
}

function fridaysAfter(afterMs: number, hour: number): (index: number) => number {
  const midnightMs = Math.floor(afterMs / DAY_MS) * DAY_MS;
  const daysAhead = (FRIDAY - new Date(midnightMs).getUTCDay() + 7) % 7;
  const firstMs = midnightMs + daysAhead * DAY_MS + hour * 3_600_000;
  const skipped = firstMs > afterMs ? 0 : 7;
  return (index) => firstMs + (skipped + 7 * index) * DAY_MS;
}

function lastFridayMs(asOfMs: number, monthsAhead: number, hour: number): number {
  const date = new Date(asOfMs);
  const monthEndMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsAhead + 1, 1) - DAY_MS;
  const daysBack = (new Date(monthEndMs).getUTCDay() - FRIDAY + 7) % 7;
  return monthEndMs - daysBack * DAY_MS + hour * 3_600_000;
}

function thirdFridayMs(asOfMs: number, monthsAhead: number, hour: number): number {
  const date = new Date(asOfMs);
  const monthStartMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsAhead, 1);
  return fridaysAfter(monthStartMs - 1, hour)(2);
}

/** The first `count` dates of a rising sequence that lie after `afterMs`. */
function firstDates(count: number, dateMs: (index: number) => number, afterMs: number): number[] {
  const dates: number[] = [];
  for (let i = 0; dates.length < count; i++) if (dateMs(i) > afterMs) dates.push(dateMs(i));
  return dates;
}

/** Minutes by which the clocks of a time zone are ahead of UTC at an instant, null where there is no such zone. */
export type OffsetMinutes = (zone: string, atMs: number) => number | null;

const FORM = /^(\d{4})-?(\d\d)-?(\d\d)(?:[;, T]+)(\d\d):?(\d\d):?(\d\d)(?: ([A-Z]{3,4}))?$/;

/** Abbreviations that a statement may write after a time. */
const ABBREVIATIONS: Readonly<Record<string, string>> = { EST: '-300', EDT: '-240', UTC: '0', GMT: '0' };

/**
 * The instant of a local time like `2021-02-03;100150` or `20210112, 02:16:24 EST`, by the clocks of `zone` unless it names
 * its own; null where it is none. An hour that the clocks repeat is read as its first, one that they skip as if they had not.
 */
export function instantOfLocal(text: string, zone: string, offsetMinutes: OffsetMinutes): string | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const local = Date.UTC(year, month - 1, date, hour, minute, second);
  const digits = new Date(local).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  if (digits !== match.slice(1, 7).join('')) return null;
  const own = match[7] === undefined ? undefined : ABBREVIATIONS[match[7]];
  if (match[7] !== undefined && own === undefined) return null;
  const offset = own === undefined ? localOffset(local, zone, offsetMinutes) : Number(own);
  return offset === null ? null : instantWithin(local - offset * 60_000);
}

/** Of the years that a ledger holds. */
function instantWithin(atMs: number): string | null {
  return atMs >= Date.UTC(2000) && atMs < Date.UTC(2100) ? new Date(atMs).toISOString() : null;
}

const DAY_MS = 86_400_000;

/** The offset that holds at the instant it leads to, that of the day before first. */
function localOffset(local: number, zone: string, offsetMinutes: OffsetMinutes): number | null {
  const before = offsetMinutes(zone, local - DAY_MS);
  const after = offsetMinutes(zone, local + DAY_MS);
  if (before === null || after === null) return null;
  return [before, after].find((each) => offsetMinutes(zone, local - each * 60_000) === each) ?? before;
}

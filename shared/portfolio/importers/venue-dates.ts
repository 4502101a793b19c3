const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `27MAR26` as `2026-03-27`, null where it is no day. */
export function dayOfName(text: string): string | null {
  const match = /^(\d{1,2})([A-Z]{3})(\d\d)$/.exec(text);
  const month = match === null ? -1 : MONTHS.indexOf(match[2]!);
  return match === null || month < 0 ? null : day(`20${match[3]}`, String(month + 1), match[1]!);
}

/** `260327` as `2026-03-27`, null where it is no day. */
export function dayOfDigits(text: string): string | null {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(text);
  return match === null ? null : day(`20${match[1]}`, match[2]!, match[3]!);
}

const QUARTERS: Readonly<Record<string, string>> = { H: '03', M: '06', U: '09', Z: '12' };

/** The month of a quarterly contract: `M` and `26` as `2026-06`. */
export function monthOfCode(code: string, year: string): string | null {
  const month = QUARTERS[code];
  return month === undefined ? null : `20${year}-${month}`;
}

function day(year: string, month: string, date: string): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(text) ? null : text;
}

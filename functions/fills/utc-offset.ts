import type { OffsetMinutes } from '../../shared/portfolio/index.ts';

const FORMATS = new Map<string, Intl.DateTimeFormat>();
const OFFSET = /^GMT(?:([+-])(\d\d):(\d\d))?$/;

/** As the time-zone database of the runtime has it. */
export const utcOffsetMinutes: OffsetMinutes = (zone, atMs) => {
  const format = formatOf(zone);
  const text = format?.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const match = OFFSET.exec(text);
  if (match === null) return null;
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
};

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    FORMATS.set(timeZone, format);
    return format;
  } catch {
    return null;
  }
}

import { failAt, type Outcome, succeed } from '../foundation/index.ts';

/** When something happens by the clock, as EventBridge Scheduler writes it. */
export type Schedule = {
  /** `rate(1 hour)` or `cron(0 8 ? * MON-FRI *)` */
  readonly expression: string;
  /** IANA name that the hours of a cron expression are of */
  readonly timeZone: string;
};

/** Time zones and their clocks: injected, as they are the runtime's. */
export type Calendar = {
  isTimeZone(name: string): boolean;
  /**
   * The first time later than `afterMs` that fits six cron fields as EventBridge writes them; null where there is none. A single time of day that
   * a zone leaves out comes at the end of the gap, one that it has twice counts once.
   */
  nextTimeMs(fields: readonly string[], timeZone: string, afterMs: number): number | null;
};

const RATE = /^rate\(([1-9]\d{0,5}) (minute|minutes|hour|hours|day|days)\)$/;
const CRON = /^cron\(([^()]{1,200})\)$/;

type Field = {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
  readonly wildcards: string;
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { name: 'minutes', low: 0, high: 59, names: [], wildcards: ', - * /' },
  { name: 'hours', low: 0, high: 23, names: [], wildcards: ', - * /' },
  { name: 'day of month', low: 1, high: 31, names: [], wildcards: ', - * ? / L W' },
  { name: 'month', low: 1, high: 12, names: MONTHS, wildcards: ', - * /' },
  { name: 'day of week', low: 1, high: 7, names: DAYS, wildcards: ', - * ? L #' },
  { name: 'year', low: 1970, high: 2199, names: [], wildcards: ', - * /' },
];
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Where the instants of this API end; a later one is none. */
const END_MS = Date.UTC(2100, 0, 1);

/**
 * When a schedule is due next: later than both `nowMs` and `lastMs`, when it was due or set last. However long ago that is, it is due once. A
 * `rate` stays on its beat, a day is 24 hours. Null where it is never due again before the year 2100.
 */
export function nextDueMs(
  { expression, timeZone }: Schedule,
  lastMs: number,
  nowMs: number,
  calendar: Calendar,
): number | null {
  const [, value, unit] = RATE.exec(expression) ?? [];
  const dueMs =
    value === undefined
      ? calendar.nextTimeMs(cronFields(expression), timeZone, Math.max(lastMs, nowMs))
      : nextBeatMs(Number(value) * UNIT_MS[unit!.replace(/s$/, '') as keyof typeof UNIT_MS], lastMs, nowMs);
  return dueMs !== null && dueMs < END_MS ? dueMs : null;
}

function nextBeatMs(periodMs: number, lastMs: number, nowMs: number): number {
  return lastMs + periodMs * Math.max(1, Math.floor((nowMs - lastMs) / periodMs) + 1);
}

function cronFields(expression: string): readonly string[] {
  return CRON.exec(expression)?.[1]?.split(' ') ?? [];
}

/** Checks a `rate` or a six-field `cron` expression; the failure names the field and what it may be. */
export function checkSchedule(expression: string, pointer: string): Outcome<null> {
  const rate = RATE.exec(expression);
  if (rate !== null) return checkRate(Number(rate[1]), rate[2]!, pointer);
  const cron = cronFields(expression);
  if (cron.length === FIELDS.length) return checkCron(cron, pointer);
  return failAt('invalid-input', pointer, 'a schedule is rate(1 hour) or cron with six fields, like cron(0 8 * * ? *)');
}

function checkRate(value: number, unit: string, pointer: string): Outcome<null> {
  const singular = !unit.endsWith('s');
  if (singular === (value === 1)) return succeed(null);
  return failAt('invalid-input', pointer, `rate(${value} …) goes with ${value === 1 ? 'a singular' : 'a plural'} unit`);
}

function checkCron(parts: readonly string[], pointer: string): Outcome<null> {
  for (const [i, field] of FIELDS.entries()) {
    const isDay = i === DAY_OF_MONTH || i === DAY_OF_WEEK;
    const part = parts[i]!;
    if (isDay && (part === '?' || fitsCalendar(part, i, field))) continue;
    const isStepped = part.includes('/') && !field.wildcards.includes('/');
    if (isStepped || !part.split(',').every((each) => fits(each, field))) {
      return failAt('invalid-input', pointer, `${field.name} can't be ${part}: ${valuesOf(field)}`);
    }
  }
  const open = [DAY_OF_MONTH, DAY_OF_WEEK].filter((i) => parts[i] === '?').length;
  return open === 1
    ? succeed(null)
    : failAt('invalid-input', pointer, 'one of day of month and day of week is ?, and only one');
}

function valuesOf({ low, high, names, wildcards }: Field): string {
  const named = names.length === 0 ? '' : ` or ${names[0]} to ${names.at(-1)}`;
  return `${low} to ${high}${named}, with ${wildcards}`;
}

/** The last day, the nearest weekday, the last day of the week, the last or the n-th of a day of the week. */
function fitsCalendar(part: string, index: number, field: Field): boolean {
  if (index === DAY_OF_MONTH)
    return part === 'L' || part === 'LW' || (part.endsWith('W') && inRange(part.slice(0, -1), field));
  if (part === 'L') return true;
  const [, day = '', nth] = /^([A-Z]{3}|\d)(?:L|#([1-5]))$/.exec(part) ?? [];
  return day !== '' && inRange(day, field) && (nth !== undefined || part.endsWith('L'));
}

/** `*`, a value, a range, each with a step or without. */
function fits(part: string, field: Field): boolean {
  const [base = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !isStep(step, field))) return false;
  if (base === '*') return true;
  const [from = '', to, ...rest] = base.split('-');
  if (rest.length > 0 || !inRange(from, field)) return false;
  return to === undefined || (inRange(to, field) && valueOf(from, field) <= valueOf(to, field));
}

function isStep(text: string, { low, high }: Field): boolean {
  return /^[1-9]\d{0,3}$/.test(text) && Number(text) <= high - low + 1;
}

function inRange(text: string, field: Field): boolean {
  const value = valueOf(text, field);
  return value >= field.low && value <= field.high;
}

/** Below every range where the text is no value. */
function valueOf(text: string, { names, low }: Field): number {
  const index = names.indexOf(text);
  if (index >= 0) return low + index;
  return /^\d{1,4}$/.test(text) ? Number(text) : -1;
}

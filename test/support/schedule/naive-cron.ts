const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const formats = new Map<string, Intl.DateTimeFormat>();

type Wall = {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
};

/** Whether an instant fits six cron fields as EventBridge describes them, read off the clock on the wall without any search. */
export function fitsFields(fields: readonly string[], timeZone: string, ms: number): boolean {
  const [minutes = '', hours = '', ofMonth = '', months = '', ofWeek = '', years = ''] = fields;
  const wall = wallOf(timeZone, ms);
  return (
    isIn(minutes, wall.minute, 0, 59) &&
    isIn(hours, wall.hour, 0, 23) &&
    isIn(months, wall.month, 1, 12) &&
    isIn(years, wall.year, 1970, 2199) &&
    fitsDayOfMonth(ofMonth, wall) &&
    fitsDayOfWeek(ofWeek, wall)
  );
}

function wallOf(timeZone: string, ms: number): Wall {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(timeZone, format);
  const [day, month, year, hour, minute] = format.format(ms).match(/\d+/g)!.map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { minute, hour, day, month, year };
}

function isIn(field: string, value: number, low: number, high: number): boolean {
  return field.split(',').some((part) => {
    const [base = '', step] = part.split('/');
    const [from, to] = base === '*' ? [low, high] : base.split('-').map(numberOf);
    const last = to ?? (step === undefined ? from! : high);
    return value >= from! && value <= last && (value - from!) % Number(step ?? 1) === 0;
  });
}

function numberOf(text: string): number {
  const index = DAYS.indexOf(text);
  return index >= 0 ? index + 1 : Number(text);
}

function fitsDayOfMonth(field: string, wall: Wall): boolean {
  const last = new Date(Date.UTC(wall.year, wall.month, 0)).getUTCDate();
  if (field === '?') return true;
  if (field === 'L') return wall.day === last;
  if (field === 'LW') return wall.day === nearestWeekday(wall, last, last);
  if (field.endsWith('W')) return wall.day === nearestWeekday(wall, Number(field.slice(0, -1)), last);
  return isIn(field, wall.day, 1, 31);
}

/** Within the month. */
function nearestWeekday(wall: Wall, day: number, last: number): number {
  const weekday = weekdayOf({ ...wall, day });
  if (weekday === 7) return day > 1 ? day - 1 : day + 2;
  if (weekday === 1) return day < last ? day + 1 : day - 2;
  return day;
}

function fitsDayOfWeek(field: string, wall: Wall): boolean {
  if (field === '?') return true;
  const weekday = weekdayOf(wall);
  if (field === 'L') return weekday === 7;
  const last = new Date(Date.UTC(wall.year, wall.month, 0)).getUTCDate();
  const [day = '', nth] = field.split('#');
  if (nth !== undefined) return weekday === numberOf(day) && Math.ceil(wall.day / 7) === Number(nth);
  if (field.endsWith('L')) return weekday === numberOf(field.slice(0, -1)) && wall.day + 7 > last;
  return isIn(field, weekday, 1, 7);
}

/** 1 for Sunday */
function weekdayOf({ year, month, day }: Wall): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

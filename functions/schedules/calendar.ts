import { Cron } from 'croner';
import type { Calendar } from '../../shared/usecases/index.ts';

/** Days of the week from 1 for Sunday, `0/15` for every 15th, and days of month and week both to be met: as EventBridge has them. */
const AS_EVENTBRIDGE = { alternativeWeekdays: true, sloppyRanges: true, domAndDow: true, mode: '7-part' } as const;

/** Steps through all years are counted from it. */
const FIRST_YEAR = 1970;

/** Clocks of the world by croner and by what this runtime knows of time zones. */
export const calendar: Calendar = {
  isTimeZone(name) {
    return whenInRange(() => new Intl.DateTimeFormat('en', { timeZone: name })) !== null;
  },

  nextTimeMs(fields, timeZone, afterMs) {
    const [minutes, hours, dayOfMonth, month, dayOfWeek = '', year = ''] = fields;
    const days = [dayOfMonth, month, dayOfWeek.replace(/^L$/, 'SAT').replace(/L$/, '#L')];
    const pattern = ['0', minutes, hours, ...days, year.replaceAll('*/', `${FIRST_YEAR}/`)].join(' ');
    const cron = whenInRange(() => new Cron(pattern, { ...AS_EVENTBRIDGE, timezone: timeZone }));
    return cron?.nextRun(new Date(afterMs))?.getTime() ?? null;
  },
};

/** Null for the error that both throw for a name or value that they don't know. */
function whenInRange<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

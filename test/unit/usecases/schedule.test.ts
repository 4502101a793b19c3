import { describe, expect, test } from 'vitest';
import { checkSchedule, nextDueMs } from '../../../shared/usecases/schedule.ts';

const detailOf = (expression: string) => {
  const checked = checkSchedule(expression, '/schedule/expression');
  return checked.ok ? null : checked.failure.detail;
};

describe('a schedule', () => {
  // the examples of the EventBridge Scheduler user guide, "Schedule types"
  test.each([
    'rate(1 minute)',
    'rate(5 minutes)',
    'rate(1 hour)',
    'rate(7 days)',
    'cron(0 10 * * ? *)',
    'cron(15 12 * * ? *)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0 8 1 * ? *)',
    'cron(0/15 * * * ? *)',
    'cron(0/10 * ? * MON-FRI *)',
    'cron(0/5 8-17 ? * MON-FRI *)',
    'cron(15 10 ? * 6L 2022-2023)',
    'cron(0 9 ? * 2#1 *)',
    'cron(0 9 LW * ? *)',
    'cron(0 9 3W JAN,JUL ? *)',
    // its wildcards: "L … the last day of the month or week", "1/10 … every tenth minute", "3#2", "JAN,FEB,MAR", "1-15"
    'cron(0 9 L * ? *)',
    'cron(0 9 ? * L *)',
    'cron(1/10 * ? * 3#2 *)',
    'cron(0 9 1-15 JAN,FEB,MAR ? *)',
    'cron(0 9 1/5 * ? 2026/2)',
    'cron(0 9 ? * SUN-SAT 1970-2199)',
  ])('%s is one', (expression) => {
    expect(detailOf(expression)).toBeNull();
  });

  test.each([
    ['rate(1 hours)', 'singular'],
    ['rate(5 minute)', 'plural'],
    ['rate(0 days)', 'a schedule is'],
    ['every hour', 'a schedule is'],
    ['cron(0 10 * * *)', 'a schedule is'],
    ['cron(60 10 * * ? *)', 'minutes'],
    ['cron(0 24 * * ? *)', 'hours'],
    ['cron(0 10 32 * ? *)', 'day of month'],
    ['cron(0 10 ? 13 MON *)', 'month'],
    ['cron(0 10 ? * 8 *)', 'day of week'],
    ['cron(0 10 ? * FRI-MON *)', 'day of week'],
    ['cron(0 10 ? * 2#6 *)', 'day of week'],
    // "you can define only one expression in the day-of-week field. For example, 3#1,6#3 is not valid"
    ['cron(0 10 ? * 3#1,6#3 *)', 'day of week'],
    // the wildcards of the day of week are , - * ? L #, those of the day of month , - * ? / L W
    ['cron(0 10 ? * MON/2 *)', "day of week can't be MON/2: 1 to 7 or SUN to SAT, with , - * ? L #"],
    ['cron(0 10 ? * 2W *)', 'day of week'],
    ['cron(0 10 2#1 * ? *)', 'day of month'],
    ['cron(0 L * * ? *)', "hours can't be L: 0 to 23, with , - * /"],
    ['cron(0 10 * L ? *)', 'month'],
    ['cron(0 10 * * ? L)', 'year'],
    ['cron(? 10 * * ? *)', 'minutes'],
    ['cron(0/61 10 ? * MON *)', 'minutes'],
    ['cron(0 10 ? * MON 1969)', 'year'],
    ['cron(0/0 10 ? * MON *)', 'minutes'],
    ['cron(0 10 * * * *)', 'one of day of month'],
    ['cron(0 10 ? * ? *)', 'one of day of month'],
  ])('%s is none: %s', (expression, named) => {
    expect(detailOf(expression)).toContain(named);
  });

  const NOW_MS = Date.UTC(2026, 1, 5);
  const LAST_MS = Date.UTC(2099, 11, 31, 23, 59);
  test.each([
    ['cron(0 0 1 1 ? 2199)', Date.UTC(2199, 0, 1), null],
    ['cron(59 23 31 12 ? 2099)', LAST_MS, LAST_MS],
    ['cron(0 0 * * ? *)', null, null],
    ['rate(999999 days)', 0, null],
    ['rate(1 day)', 0, Date.UTC(2026, 1, 6)],
  ])('%s is due within the instants of the API or never', (expression, onCalendarMs, dueMs) => {
    const calendar = { isTimeZone: () => true, nextTimeMs: () => onCalendarMs };
    expect(nextDueMs({ expression, timeZone: 'UTC' }, NOW_MS, NOW_MS, calendar)).toBe(dueMs);
  });
});

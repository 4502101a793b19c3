import { describe, expect, test } from 'vitest';
import { checkSchedule } from '../../../shared/usecases/schedule.ts';

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
    ['cron(0 10 ? * MON 1969)', 'year'],
    ['cron(0/0 10 ? * MON *)', 'minutes'],
    ['cron(0 10 * * * *)', 'one of day of month'],
    ['cron(0 10 ? * ? *)', 'one of day of month'],
  ])('%s is none: %s', (expression, named) => {
    expect(detailOf(expression)).toContain(named);
  });
});

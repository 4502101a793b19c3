import { describe, expect, it } from 'vitest';
import { calendar } from '../../../functions/schedules/calendar.ts';
import { Random } from '../../support/random.ts';
import { fitsFields } from '../../support/schedule/naive-cron.ts';

const MINUTE_MS = 60_000;

const next = (expression: string, timeZone: string, after: string): string | null => {
  const ms = calendar.nextTimeMs(expression.split(' '), timeZone, Date.parse(after));
  return ms === null ? null : new Date(ms).toISOString().replace(':00.000Z', 'Z');
};

describe('the next time', () => {
  // the examples of the EventBridge user guide in words: "at 10:00 AM every day", "the last Friday of each month in 2022 and 2023", …
  it.each([
    ['0 10 * * ? *', '2026-02-05T10:00:00Z', '2026-02-06T10:00Z'],
    ['15 12 * * ? *', '2026-02-05T10:00:00Z', '2026-02-05T12:15Z'],
    ['0 18 ? * MON-FRI *', '2026-02-06T18:00:00Z', '2026-02-09T18:00Z'],
    ['0 8 1 * ? *', '2026-02-05T10:00:00Z', '2026-03-01T08:00Z'],
    ['0/15 * * * ? *', '2026-02-05T10:14:59Z', '2026-02-05T10:15Z'],
    ['0/5 8-17 ? * MON-FRI *', '2026-02-06T17:55:00Z', '2026-02-09T08:00Z'],
    ['15 10 ? * 6L 2022-2023', '2022-12-01T00:00:00Z', '2022-12-30T10:15Z'],
    ['15 10 ? * 6L 2022-2023', '2023-12-29T10:15:00Z', null],
    ['0 9 ? * 2#1 *', '2026-02-05T10:00:00Z', '2026-03-02T09:00Z'],
    ['0 9 L * ? *', '2026-02-05T10:00:00Z', '2026-02-28T09:00Z'],
    ['0 9 ? * L *', '2026-02-05T10:00:00Z', '2026-02-07T09:00Z'],
    ['0 9 ? * TUE#2 *', '2026-02-05T10:00:00Z', '2026-02-10T09:00Z'],
    ['1/10 * * * ? *', '2026-02-05T10:51:00Z', '2026-02-05T11:01Z'],
    ['0 0 1 1 ? */5', '2026-02-05T10:00:00Z', '2030-01-01T00:00Z'],
    ['0 0 1 1 ? 2026/5', '2026-02-05T10:00:00Z', '2031-01-01T00:00Z'],
    ['0 9 LW * ? *', '2026-05-01T00:00:00Z', '2026-05-29T09:00Z'],
    ['0 9 3W JAN,JUL ? *', '2027-01-01T00:00:00Z', '2027-01-04T09:00Z'],
    ['0 0 29 2 ? *', '2026-02-05T10:00:00Z', '2028-02-29T00:00Z'],
    ['0 0 31 2 ? *', '2026-02-05T10:00:00Z', null],
    ['0 0 1 1 ? 2025', '2026-02-05T10:00:00Z', null],
  ])('of %s after %s is %s', (expression, after, expected) => {
    expect(next(expression, 'UTC', after)).toBe(expected);
  });

  // Berlin: 02:00 to 03:00 is missing on 29 March 2026 and twice on 25 October 2026
  it.each([
    ['0 8 * * ? *', '2026-03-28T07:00:00Z', '2026-03-29T06:00Z', 'by the clock on the wall'],
    ['30 2 * * ? *', '2026-03-28T12:00:00Z', '2026-03-29T01:00Z', 'left out: at the end of the gap'],
    ['30 2 * * ? *', '2026-10-24T12:00:00Z', '2026-10-25T00:30Z', 'twice: the first'],
    ['30 2 * * ? *', '2026-10-25T00:30:00Z', '2026-10-26T01:30Z', 'twice: not the second'],
    ['0/30 * * * ? *', '2026-10-25T00:30:00Z', '2026-10-25T01:00Z', 'a beat goes on through the hour that comes again'],
  ])('of %s in Berlin after %s is %s: %s', (expression, after, expected) => {
    expect(next(expression, 'Europe/Berlin', after)).toBe(expected);
  });

  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Chatham'];
  it.each(zones)('in %s is the first minute whose date and time fit, searched one by one', (timeZone) => {
    const random = new Random(7);
    let compared = 0;
    for (let i = 0; i < 12; i++) {
      const fields = randomFields(random);
      const startMs = Date.UTC(2026, random.below(12), 1 + random.below(28), random.below(24));
      const found = calendar.nextTimeMs(fields, timeZone, startMs);
      const searched = firstFitting(fields, timeZone, startMs);
      if (searched === null) continue;
      compared += 1;
      expect([fields.join(' '), found]).toEqual([fields.join(' '), searched]);
    }
    expect(compared).toBeGreaterThan(5);
  });

  it('knows which time zones there are', () => {
    expect(['UTC', 'Europe/Berlin', 'Mars/Olympus'].map((name) => calendar.isTimeZone(name))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

/** Of what EventBridge has, always with a range of hours: a single time of day may be shifted by a gap. */
function randomFields(random: Random): string[] {
  const day = 1 + random.below(28);
  const weekday = 1 + random.below(7);
  const ofMonth = random.pick([String(day), `${day}-31`, 'L', 'LW', `${day}W`, '1/5']);
  const ofWeek = random.pick([
    'MON-FRI',
    String(weekday),
    `${weekday}L`,
    `${weekday}#${1 + random.below(5)}`,
    'SUN,WED',
    'L',
  ]);
  const days = random.chance(0.5) ? [ofMonth, '*', '?'] : ['?', '*', ofWeek];
  return [
    random.pick(['0', '5/20', '15,45', '*']),
    random.pick(['8-17', '*', '0/6', '1-3', '22,23']),
    ...days,
    random.pick(['*', '2026-2030']),
  ];
}

function firstFitting(fields: readonly string[], timeZone: string, startMs: number): number | null {
  for (let ms = startMs + MINUTE_MS; ms < startMs + 35 * 1440 * MINUTE_MS; ms += MINUTE_MS) {
    if (fitsFields(fields, timeZone, ms)) return ms;
  }
  return null;
}

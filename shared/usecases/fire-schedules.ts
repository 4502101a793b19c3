import { type Outcome, succeed } from '../foundation/index.ts';
import { attempt } from './attempt.ts';
import type { Clock } from './ports.ts';
import { type Calendar, nextDueMs } from './schedule.ts';
import type { DueReminder, DueSchedule, ScheduleStore } from './schedule-ports.ts';

type Deps = { readonly schedules: ScheduleStore; readonly calendar: Calendar; readonly clock: Clock };

/** Of one part of the index at a time: what is left over is due still at the next tick. */
const MOST_DUE = 4_000;

/**
 * Announces every schedule and every reminder whose time has come. One that was due several times since the last tick is announced once, and a
 * time that was announced never again, wherever the clock jumps.
 *
 * @returns how many were announced
 */
export function fireSchedules(deps: Deps): Promise<Outcome<number>> {
  return attempt(async () => {
    const nowMs = deps.clock();
    const parts = await deps.schedules.due(new Date(nowMs).toISOString(), MOST_DUE);
    const counts = await Promise.all(parts.map((part) => firePart(deps, part, nowMs)));
    return succeed(counts.reduce((sum, count) => sum + count, 0));
  });
}

async function firePart(deps: Deps, part: readonly (DueSchedule | DueReminder)[], nowMs: number): Promise<number> {
  let count = 0;
  for (const due of part) {
    const isFirst = 'schedule' in due ? fire(deps, due, nowMs) : deps.schedules.remind(due);
    if (await isFirst) count += 1;
  }
  return count;
}

function fire({ schedules, calendar }: Deps, due: DueSchedule, nowMs: number): Promise<boolean> {
  const nextMs = nextDueMs(due.schedule, Date.parse(due.dueAt), nowMs, calendar);
  return schedules.fire(due, nextMs === null ? null : new Date(nextMs).toISOString());
}

import type { Schedule } from './schedule.ts';

type Life = { readonly portfolioId: string; readonly generation: string };

/** Where the schedule of a portfolio's policy stands. */
export type ScheduleState = {
  readonly schedule: Schedule;
  /** of the policy that it came with */
  readonly policyVersion: number;
  /** null where it is never due again */
  readonly dueAt: string | null;
  /** the due time that was announced last; null before the first */
  readonly firedFor: string | null;
};

/** A schedule whose time has come. */
export type DueSchedule = ScheduleState &
  Life & {
    readonly tenant: string;
    readonly dueAt: string;
  };

/** A portfolio of which a suggestion was held back until now. */
export type DueReminder = Life & { readonly tenant: string; readonly dueAt: string };

/** Schedules and reminders of all tenants by when they are due; those of an earlier life of a portfolio stay out of sight. */
export type ScheduleStore = {
  read(tenant: string, head: Life): Promise<ScheduleState | null>;
  /** What is due at `now`, the earliest first in each of the parts that the index has; at most `limit` of each part. */
  due(now: string, limit: number): Promise<readonly (readonly (DueSchedule | DueReminder)[])[]>;
  /** Announces the due time to whoever recomputes and sets the next one; false when someone else was first. */
  fire(due: DueSchedule, nextDueAt: string | null): Promise<boolean>;
  /** Tells whoever recomputes; false when someone else did. */
  remind(due: DueReminder): Promise<boolean>;
};

import type { Policy } from './policy-terms.ts';
import type { PortfolioHead } from './portfolio-ports.ts';
import type { ScheduleState } from './schedule-ports.ts';

/** One version of a portfolio's policy. */
export type PolicyVersion = {
  /** from 1 */
  readonly version: number;
  readonly createdAt: string;
  readonly digest: string;
  readonly policy: Policy;
};

/** Policies of portfolios, by version; those of an earlier life of a portfolio stay out of sight. */
export type PolicyStore = {
  latest(tenant: string, head: PortfolioHead): Promise<PolicyVersion | null>;
  read(tenant: string, head: PortfolioHead, version: number): Promise<PolicyVersion | null>;
  /** With its schedule: armed anew, taken away, or left as it is; false when `previous` is no longer the newest. */
  put(
    tenant: string,
    head: PortfolioHead,
    previous: PolicyVersion | null,
    next: PolicyVersion,
    schedule: ScheduleState | null | 'unchanged',
  ): Promise<boolean>;
};

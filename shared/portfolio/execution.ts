import { sortableInstant } from './instant.ts';
import type { DecimalText } from './portfolio.ts';

/** What a fill did to one position. */
export type Execution = {
  readonly fillId: string;
  readonly executedAt: string;
  /** signed, + bought */
  readonly quantity: DecimalText;
  readonly price: DecimalText;
};

/** Place of an execution in its position's history: text order is `(executedAt, fillId)` order. */
export function executionKey(execution: Pick<Execution, 'executedAt' | 'fillId'>): string {
  return `${sortableInstant(execution.executedAt)}#${execution.fillId}`;
}

export function inExecutionOrder(executions: readonly Execution[]): Execution[] {
  return executions
    .map((execution) => ({ execution, key: executionKey(execution) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ execution }) => execution);
}

import type { DynamoDBRecord } from 'aws-lambda';
import { changedPortfolio } from '../../shared/store/index.ts';

export type Change = {
  readonly tenant: string;
  readonly portfolioId: string;
  /** a due time of its schedule may be among the changes */
  readonly scheduled: boolean;
  /** of its first record */
  readonly sequenceNumber: string;
};

/** The portfolios that the records are of, each once. */
export function firstChanges(records: readonly DynamoDBRecord[]): Change[] {
  const byPortfolio = new Map<string, Change>();
  for (const { dynamodb, eventName } of records) {
    const owner = changedPortfolio(dynamodb?.Keys?.['PK']?.S ?? '', dynamodb?.Keys?.['SK']?.S ?? '');
    if (owner === null || eventName === 'REMOVE') continue;
    const name = `${owner.tenant}/${owner.portfolioId}`;
    const first = byPortfolio.get(name) ?? { ...owner, sequenceNumber: dynamodb?.SequenceNumber ?? '' };
    byPortfolio.set(name, { ...first, scheduled: first.scheduled || owner.scheduled });
  }
  return [...byPortfolio.values()];
}

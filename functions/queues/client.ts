import { SQSClient } from '@aws-sdk/client-sqs';
import { requireThat } from '../../shared/foundation/index.ts';

/** The one of this process. The URL of a local queue names a host that isn't there: the endpoint of the environment counts. */
export const queueClient = new SQSClient({ useQueueUrlAsEndpoint: false, maxAttempts: 4 });

/** The URL of a queue, which stands in that variable of the environment. */
export function queueUrl(variable: string): string {
  const url = process.env[variable];
  requireThat(url !== undefined, 'the URL of a queue in the environment', { variable });
  return url;
}

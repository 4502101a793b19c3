import { SQSClient } from '@aws-sdk/client-sqs';

/** The one of this process. The URL of a local queue names a host that isn't there: the endpoint of the environment counts. */
export const queueClient = new SQSClient({ useQueueUrlAsEndpoint: false, maxAttempts: 4 });

import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { queueClient, queueUrl } from './client.ts';

/** Has a message that was received come again after that time, from the queue whose URL stands in that variable of the environment. */
export async function comeBackIn(variable: string, receiptHandle: string, seconds: number): Promise<void> {
  const again = { QueueUrl: queueUrl(variable), ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
  await queueClient.send(new ChangeMessageVisibilityCommand(again));
}

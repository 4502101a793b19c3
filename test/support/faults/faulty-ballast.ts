import { ListQueuesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_AWS } from '../local-aws.ts';
import { type LocalBallast, startLocalBallast } from '../local-ballast.ts';
import { type FaultOf, type FaultyEndpoint, startFaultyEndpoint } from './faulty-endpoint.ts';

/** Short, so that a message whose taker was killed comes again within a test; some come while their taker still works. */
const VISIBILITY_SECONDS = 3;

/** The whole system, with faults between its functions and DynamoDB, SQS and EventBridge; the runtime's own calls pass beside them. */
export async function startFaultyBallast(faultOf: FaultOf): Promise<LocalBallast> {
  const endpoints: FaultyEndpoint[] = [];
  const ballast = await startLocalBallast({
    between: async (target) => {
      const faulty = await startFaultyEndpoint(target, faultOf);
      endpoints.push(faulty);
      return faulty.endpoint;
    },
  });
  await hideBriefly(ballast);
  return {
    ...ballast,
    close: async () => {
      await ballast.close();
      await Promise.all(endpoints.map((each) => each.close()));
    },
  };
}

async function hideBriefly({ queuesEndpoint: endpoint }: LocalBallast): Promise<void> {
  const client = new SQSClient({ ...LOCAL_AWS, endpoint, useQueueUrlAsEndpoint: false });
  const Attributes = { VisibilityTimeout: String(VISIBILITY_SECONDS) };
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls) await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  client.destroy();
}

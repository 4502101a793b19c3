import { startFauxqs } from 'fauxqs';
import { REGION } from '../template/intrinsics.ts';

export type Queue = { readonly name: string; readonly url: string; readonly arn: string };

/** SQS queues that outlive a restart. */
export type Queues = {
  /** for AWS_ENDPOINT_URL_SQS, with `useQueueUrlAsEndpoint: false` */
  readonly endpoint: string;
  /** the queue of that name, made unless it is there already */
  create(name: string, attributes: Readonly<Record<string, string>>): Queue;
  send(queue: Queue, message: string): void;
  /** The bodies that wait in the queue, oldest first; looking removes nothing. */
  waiting(queue: Queue): string[];
  close(): Promise<void>;
};

export async function startQueues(dataDir: string): Promise<Queues> {
  const server = await startFauxqs({ port: 0, logger: false, dataDir, defaultRegion: REGION });
  return {
    endpoint: server.address,
    create: (name, attributes) => {
      // creating a queue that is there would empty it
      const known = server.inspectQueue(name);
      if (known !== undefined) return { name, url: known.url, arn: known.arn };
      const { queueUrl, queueArn } = server.createQueue(name, { attributes: { ...attributes } });
      return { name, url: queueUrl, arn: queueArn };
    },
    send: ({ name }, message) => void server.sendMessage(name, message),
    waiting: ({ name }) => (server.inspectQueue(name)?.messages.ready ?? []).map((message) => message.body),
    close: () => server.stop(),
  };
}

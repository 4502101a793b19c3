import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ChangeMessageVisibilityCommand, MessageNotInflight, SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { REGION } from '../template/intrinsics.ts';

export type Queue = { readonly name: string; readonly url: string; readonly arn: string };

/** SQS queues that outlive a restart. */
export type Queues = {
  /** for AWS_ENDPOINT_URL_SQS, with `useQueueUrlAsEndpoint: false` */
  readonly endpoint: string;
  readonly client: SQSClient;
  /** the queue of that name, made unless it is there already */
  create(name: string, attributes: Readonly<Record<string, string>>): Queue;
  send(queue: Queue, message: string): void;
  /** What was taken comes again after this time; where it has come again already, nothing happens. */
  hide(queue: Queue, receiptHandle: string, seconds: number): Promise<void>;
  /** What someone took who is no more comes again, within a second. */
  release(queue: Queue): Promise<void>;
  /** The bodies that wait in the queue, oldest first; looking removes nothing. */
  waiting(queue: Queue): string[];
  close(): Promise<void>;
};

export async function startQueues(dataDir: string): Promise<Queues> {
  const server = await startOnLoopback(dataDir);
  const endpoint = `http://127.0.0.1:${server.port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ endpoint, region: REGION, credentials, useQueueUrlAsEndpoint: false });
  const hide = async ({ url: QueueUrl }: Queue, ReceiptHandle: string, VisibilityTimeout: number): Promise<void> => {
    const command = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout });
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof MessageNotInflight)) throw error;
    });
  };
  return {
    endpoint,
    client,
    hide,
    create: (name, attributes) => {
      // creating a queue that is there would empty it
      const known = server.inspectQueue(name);
      if (known !== undefined) return { name, url: known.url, arn: known.arn };
      const { queueUrl, queueArn } = server.createQueue(name, { attributes: { ...attributes } });
      return { name, url: queueUrl, arn: queueArn };
    },
    send: ({ name }, message) => void server.sendMessage(name, message),
    release: async (queue) => {
      for (const { receiptHandle } of server.inspectQueue(queue.name)?.messages.inflight ?? []) {
        // fauxqs 2.4.1 can't store a timeout of 0
        await hide(queue, receiptHandle, 1);
      }
    },
    waiting: ({ name }) => (server.inspectQueue(name)?.messages.ready ?? []).map((message) => message.body),
    close: async () => {
      client.destroy();
      await server.stop();
    },
  };
}

type Request = { readonly headers: { readonly authorization?: string }; readonly ip: string };
type Reply = { code(status: number): { send(text: string): void } };
type Hook = (request: Request, reply: Reply, done: () => void) => void;

/**
 * fauxqs listens on every interface and asks nobody who they are, but what is in a queue here is trusted. Fastify announces its instances, so that
 * this one gets a hook: only this machine, and only with an Authorization header, which a web page can't send unasked.
 */
async function startOnLoopback(dataDir: string): Promise<FauxqsServer> {
  subscribe('fastify.initialization', guard);
  try {
    return await startFauxqs({ port: 0, logger: false, dataDir, defaultRegion: REGION });
  } finally {
    unsubscribe('fastify.initialization', guard);
  }
}

function guard(message: unknown): void {
  (message as { fastify: { addHook(name: 'onRequest', hook: Hook): void } }).fastify.addHook('onRequest', admit);
}

function admit({ headers, ip }: Request, reply: Reply, done: () => void): void {
  if (/^(::ffff:)?127\./.test(ip) && headers.authorization !== undefined) done();
  else reply.code(403).send('this queue is for signed requests from this machine');
}

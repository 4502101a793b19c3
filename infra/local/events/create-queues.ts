import { requireThat } from '../../../shared/foundation/index.ts';
import type { TemplateResource } from '../template/cloud-assembly.ts';
import { ACCOUNT, REGION } from '../template/intrinsics.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import type { Queue, Queues } from './queues.ts';

export type QueuesByArn = ReadonlyMap<string, Queue>;

type RedrivePolicy = { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };

type QueueProperties = Readonly<Record<string, unknown>> & { readonly RedrivePolicy?: RedrivePolicy };

/** What CreateQueue takes as text, and the template has as a value. */
const ATTRIBUTES = [
  'MessageRetentionPeriod',
  'VisibilityTimeout',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
];

/** The template's queues by ARN. */
export function createQueues(template: LocalTemplate, queues: Queues): QueuesByArn {
  const resources = template.ofType('AWS::SQS::Queue');
  // a redrive policy names another queue: all have their names before the first is made
  for (const resource of resources) place(template, resource, '');
  const created = resources.map((resource) => {
    const attributes = attributesOf(template.properties(resource) as QueueProperties);
    const queue = queues.create(nameOf(resource), attributes);
    place(template, resource, queue.url);
    return queue;
  });
  return new Map(created.map((queue) => [queue.arn, queue]));
}

function place(template: LocalTemplate, resource: TemplateResource, url: string): void {
  const QueueName = nameOf(resource);
  template.place(resource, {
    ref: url,
    attributes: { Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${QueueName}`, QueueName },
  });
}

function nameOf({ logicalId, properties }: TemplateResource): string {
  return properties['FifoQueue'] === true ? `${logicalId}.fifo` : logicalId;
}

function attributesOf({ RedrivePolicy: redrive, ...properties }: QueueProperties): Record<string, string> {
  const stated = ATTRIBUTES.filter((name) => properties[name] !== undefined);
  return {
    ...Object.fromEntries(stated.map((name) => [name, String(properties[name])])),
    ...(redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(redrive) }),
  };
}

/** Sends to the queue that a destination or target names. */
export function senderTo(
  arn: string,
  { queues, queuesByArn }: { readonly queues: Queues; readonly queuesByArn: QueuesByArn },
): (message: string) => void {
  const queue = queuesByArn.get(arn);
  requireThat(queue !== undefined, 'a queue of the assembly', { arn });
  return (message) => queues.send(queue, message);
}

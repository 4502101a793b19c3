import { requireThat } from '../../../shared/foundation/index.ts';
import type { EmbeddedDynamoDb } from '../dynamodb/index.ts';
import type { LocalFunction } from '../functions/local-function.ts';
import type { LocalTable } from '../tables.ts';
import type { TemplateResource } from '../template/cloud-assembly.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import type { Queue, Queues } from './queues.ts';
import { recordFilter } from './record-filter.ts';
import { StreamMapping } from './stream-mapping.ts';

type MappingProperties = {
  readonly EventSourceArn: string;
  readonly FunctionName: string;
  readonly StartingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly BatchSize?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern: string }[] };
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination: string } };
};

export type EventSources = {
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly tables: readonly LocalTable[];
  readonly stream: EmbeddedDynamoDb['stream'];
  readonly queues: Queues;
  readonly queuesByArn: ReadonlyMap<string, Queue>;
};

const STREAM_BATCH_SIZE = 100;

type QueueProperties = { readonly QueueName?: string; readonly MessageRetentionPeriod?: number };

/** The template's queues by ARN. */
export function createQueues(template: LocalTemplate, queues: Queues): ReadonlyMap<string, Queue> {
  const created = template.ofType('AWS::SQS::Queue').map((resource) => {
    const { QueueName, MessageRetentionPeriod } = template.properties(resource) as QueueProperties;
    const attributes: Record<string, string> = {};
    if (MessageRetentionPeriod !== undefined) attributes['MessageRetentionPeriod'] = String(MessageRetentionPeriod);
    const queue = queues.create(QueueName ?? resource.logicalId, attributes);
    template.place(resource, { ref: queue.url, attributes: { Arn: queue.arn, QueueName: queue.name } });
    return queue;
  });
  return new Map(created.map((queue) => [queue.arn, queue]));
}

/** The template's event source mappings, not started yet. Batching windows and parallel shards don't matter to one shard. */
export async function createMappings(template: LocalTemplate, sources: EventSources): Promise<StreamMapping[]> {
  const resources = template.ofType('AWS::Lambda::EventSourceMapping');
  return Promise.all(resources.map((resource) => createMapping(template, resource, sources)));
}

async function createMapping(
  template: LocalTemplate,
  resource: TemplateResource,
  sources: EventSources,
): Promise<StreamMapping> {
  const properties = template.properties(resource) as MappingProperties;
  const { EventSourceArn, FunctionName, StartingPosition } = properties;
  const { logicalId } = resource;
  const table = sources.tables.find(({ streamArn }) => streamArn === EventSourceArn);
  const target = [...sources.functions.values()].find(
    ({ arn }) => arn === FunctionName || arn.endsWith(`:${FunctionName}`),
  );
  requireThat(table !== undefined && target !== undefined, 'a stream and a function of the assembly', { logicalId });
  const consumer = await sources.stream.subscribe({
    tableName: table.name,
    consumer: logicalId,
    from: StartingPosition,
  });
  return new StreamMapping({
    target,
    consumer,
    streamArn: EventSourceArn,
    batchSize: properties.BatchSize ?? STREAM_BATCH_SIZE,
    passes: recordFilter((properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern)),
    partial: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    bisect: properties.BisectBatchOnFunctionError ?? false,
    maxRetries: unlimited(properties.MaximumRetryAttempts),
    maxAgeMs: unlimited(properties.MaximumRecordAgeInSeconds) * 1000,
    deadLetter: deadLetterOf(properties.DestinationConfig?.OnFailure?.Destination, sources),
  });
}

/** CloudFormation writes "without limit" as −1 or not at all. */
function unlimited(limit: number | undefined): number {
  return limit === undefined || limit < 0 ? Number.POSITIVE_INFINITY : limit;
}

function deadLetterOf(
  destination: string | undefined,
  { queues, queuesByArn }: EventSources,
): ((message: string) => void) | null {
  if (destination === undefined) return null;
  const queue = queuesByArn.get(destination);
  requireThat(queue !== undefined, 'a dead-letter queue of the assembly', { destination });
  return (message) => queues.send(queue, message);
}

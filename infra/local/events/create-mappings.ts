import { requireThat } from '../../../shared/foundation/index.ts';
import type { EmbeddedDynamoDb } from '../dynamodb/index.ts';
import type { LocalFunction } from '../functions/local-function.ts';
import type { LocalTable } from '../tables.ts';
import type { TemplateResource } from '../template/cloud-assembly.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import { type QueuesByArn, senderTo } from './create-queues.ts';
import { eventPattern } from './event-pattern.ts';
import { queueMapping } from './queue-mapping.ts';
import type { Queues } from './queues.ts';
import type { Runner } from './runner.ts';
import { StreamMapping } from './stream-mapping.ts';

type MappingProperties = {
  readonly EventSourceArn: string;
  readonly FunctionName: string;
  /** of a stream */
  readonly StartingPosition?: 'TRIM_HORIZON' | 'LATEST';
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
  readonly queuesByArn: QueuesByArn;
};

const STREAM_BATCH_SIZE = 100;
const QUEUE_BATCH_SIZE = 10;

/** The template's event source mappings, not started yet. Batching windows and parallel shards don't matter to one shard. */
export async function createMappings(template: LocalTemplate, sources: EventSources): Promise<Runner[]> {
  const resources = template.ofType('AWS::Lambda::EventSourceMapping');
  return Promise.all(resources.map((resource) => createMapping(template, resource, sources)));
}

async function createMapping(
  template: LocalTemplate,
  { logicalId, ...resource }: TemplateResource,
  sources: EventSources,
): Promise<Runner> {
  const properties = template.properties({ logicalId, ...resource }) as MappingProperties;
  const { EventSourceArn, FunctionName } = properties;
  const target = [...sources.functions.values()].find(
    ({ arn }) => arn === FunctionName || arn.endsWith(`:${FunctionName}`),
  );
  requireThat(target !== undefined, 'a function of the assembly', { logicalId });
  const queue = sources.queuesByArn.get(EventSourceArn);
  if (queue === undefined) return streamMapping(logicalId, properties, target, sources);
  requireThat(properties.FilterCriteria === undefined, 'a queue without a filter', { logicalId });
  const batchSize = properties.BatchSize ?? QUEUE_BATCH_SIZE;
  return queueMapping({ target, queues: sources.queues, queue, batchSize, partial: isPartial(properties) });
}

async function streamMapping(
  logicalId: string,
  properties: MappingProperties,
  target: LocalFunction,
  sources: EventSources,
): Promise<StreamMapping> {
  const { EventSourceArn, StartingPosition = 'TRIM_HORIZON' } = properties;
  const table = sources.tables.find(({ streamArn }) => streamArn === EventSourceArn);
  requireThat(table !== undefined, 'a stream or a queue of the assembly', { logicalId });
  const consumer = await sources.stream.subscribe({
    tableName: table.name,
    consumer: logicalId,
    from: StartingPosition,
  });
  const patterns = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => eventPattern(JSON.parse(Pattern)));
  const destination = properties.DestinationConfig?.OnFailure?.Destination;
  return new StreamMapping({
    target,
    consumer,
    streamArn: EventSourceArn,
    batchSize: properties.BatchSize ?? STREAM_BATCH_SIZE,
    passes: (record) => patterns.length === 0 || patterns.some((matches) => matches(record)),
    partial: isPartial(properties),
    bisect: properties.BisectBatchOnFunctionError ?? false,
    maxRetries: unlimited(properties.MaximumRetryAttempts),
    maxAgeMs: unlimited(properties.MaximumRecordAgeInSeconds) * 1000,
    deadLetter: destination === undefined ? null : senderTo(destination, sources),
  });
}

/** CloudFormation writes "without limit" as −1 or not at all. */
function unlimited(limit: number | undefined): number {
  return limit === undefined || limit < 0 ? Number.POSITIVE_INFINITY : limit;
}

function isPartial({ FunctionResponseTypes }: MappingProperties): boolean {
  return FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
}

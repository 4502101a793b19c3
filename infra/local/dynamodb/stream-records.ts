import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, DynamoDBRecord, StreamRecord } from 'aws-lambda';
import type { Item, StreamViewType, TableRecord } from './dynalite.ts';
import { itemSize } from './dynalite.ts';

const SEQUENCE_DIGITS = 21;

/** Sequence numbers have a fixed width, so that their order as text is their order as numbers. */
export function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(SEQUENCE_DIGITS - 1, '0')}`;
}

export interface ItemChange {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** True if AWS would see a change: sets have no order, and equal items make no stream record. */
export function isChange({ before, after }: ItemChange): boolean {
  return !isDeepStrictEqual(inSetOrder({ M: before ?? {} }), inSetOrder({ M: after ?? {} }));
}

/** The stream record of one change, in the form in which Lambda receives it. */
export function streamRecord(
  table: TableRecord,
  change: ItemChange,
  sequence: number,
  atSeconds: number,
): DynamoDBRecord {
  const SequenceNumber = sequenceNumber(sequence);
  return {
    eventID: SequenceNumber.padStart(32, '0'),
    eventName: change.before === undefined ? 'INSERT' : change.after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: table.TableArn.split(':')[3],
    dynamodb: { ApproximateCreationDateTime: atSeconds, SequenceNumber, ...images(table, change) },
    eventSourceARN: table.LatestStreamArn,
  };
}

function images(table: TableRecord, { before, after }: ItemChange): StreamRecord {
  const view: StreamViewType = table.StreamSpecification?.StreamViewType ?? 'NEW_AND_OLD_IMAGES';
  const Keys = keysOf(after ?? before ?? {}, table);
  const NewImage = view.startsWith('NEW') ? after : undefined;
  const OldImage = view.includes('OLD') ? before : undefined;
  const sizeBytes = [Keys, NewImage, OldImage].reduce((sum, image) => sum + (image ? itemSize(image) : 0), 0);
  return {
    Keys,
    ...(NewImage && { NewImage }),
    ...(OldImage && { OldImage }),
    SizeBytes: sizeBytes,
    StreamViewType: view,
  };
}

function keysOf(item: Item, table: TableRecord): Record<string, AttributeValue> {
  const names = new Set(table.KeySchema.map((element) => element.AttributeName));
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

function inSetOrder(value: AttributeValue): unknown {
  if (value.M)
    return { M: Object.fromEntries(Object.entries(value.M).map(([name, inner]) => [name, inSetOrder(inner)])) };
  if (value.L) return { L: value.L.map(inSetOrder) };
  const set = value.SS ?? value.NS ?? value.BS;
  return set ? { type: Object.keys(value), set: [...set].sort() } : value;
}

import { AwsError, unknownOperation, validationError } from '../aws-json/errors.ts';
import { type HttpServer, type Json, startHttpServer } from '../aws-json/http-server.ts';
import { busEvent, DEFAULT_BUS, type EventBuses } from './event-buses.ts';

const PROTOCOL = { api: 'AWSEvents', contentType: 'application/x-amz-json-1.1' };
const MAX_ENTRIES = 10;
const MAX_REQUEST_BYTES = 256 * 1024;

type Entry = {
  readonly Source?: unknown;
  readonly DetailType?: unknown;
  readonly Detail?: unknown;
  readonly EventBusName?: unknown;
  readonly Resources?: readonly string[];
  /** seconds since 1970 */
  readonly Time?: number;
};

type Result = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** EventBridge's `PutEvents` on the loopback interface: for AWS_ENDPOINT_URL_EVENTBRIDGE, `--endpoint-url` and any SDK. */
export function startEventsServer(buses: EventBuses, port: number): Promise<HttpServer> {
  const answer = async (operation: string, body: Json): Promise<object> => {
    if (operation !== 'PutEvents') throw unknownOperation();
    return putEvents(buses, body);
  };
  return startHttpServer(PROTOCOL, answer, port);
}

function putEvents(buses: EventBuses, { Entries }: Json) {
  if (!Array.isArray(Entries) || Entries.length < 1 || Entries.length > MAX_ENTRIES) {
    throw validationError(`1 validation error detected: 'entries' must have between 1 and ${MAX_ENTRIES} entries`);
  }
  if (Buffer.byteLength(JSON.stringify(Entries)) > MAX_REQUEST_BYTES) {
    throw validationError('Total size of the entries in the request is over the limit.');
  }
  const results = Entries.map((entry: Entry) => putEntry(buses, entry));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function putEntry(buses: EventBuses, { Source, DetailType, Detail, EventBusName, Resources, Time }: Entry): Result {
  if (!isName(Source)) return refused('InvalidArgument', 'Parameter Source is not valid.');
  if (!isName(DetailType)) return refused('InvalidArgument', 'Parameter DetailType is not valid.');
  const detail = parsedObject(Detail);
  if (detail === null) return refused('MalformedDetail', 'Detail is malformed.');
  // a bus is named or given by its ARN
  const bus = typeof EventBusName === 'string' ? EventBusName.replace(/^arn:.*:event-bus\//, '') : DEFAULT_BUS;
  if (!buses.has(bus)) throw new AwsError('ResourceNotFoundException', { message: `Event bus ${bus} does not exist.` });
  const time = Time === undefined ? new Date() : new Date(Time * 1000);
  const event = busEvent(Source, DetailType, detail, { resources: Resources ?? [], time });
  buses.put(bus, event);
  return { EventId: event.id };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function parsedObject(text: unknown): object | null {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function refused(ErrorCode: string, ErrorMessage: string): Result {
  return { ErrorCode, ErrorMessage };
}

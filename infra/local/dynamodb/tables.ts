import { setTimeout as delay } from 'node:timers/promises';
import { validationError } from '../aws-json/errors.ts';
import type { Database } from './database.ts';
import type { Json, TableRecord } from './dynalite.ts';
import { checkRequest, loadValidation, runAction } from './dynalite.ts';
import { cursorPrefix, streamPrefix, TABLE, timeToLiveKey } from './key-space.ts';
import type { StagedStore } from './staged-store.ts';

type StreamSpecification = NonNullable<TableRecord['StreamSpecification']>;

const VIEW_TYPES = new Set<unknown>(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']);

/** CreateTable, with the stream that dynalite ignores. The table is committed once, when it is ready, so it is ACTIVE from the start. */
export function createTable(body: Json, database: Database): Promise<Json> {
  const stream = streamSpecificationOf(body);
  return database.write(async (stage) => {
    const request = checkRequest(body, loadValidation('CreateTable'), stage);
    await runAction('CreateTable', stage, request);
    const table = await settled(request.TableName, stage);
    return { TableDescription: stream === undefined ? table : withStream(table, stream, stage) };
  });
}

/** UpdateTable: dynalite's billing and throughput, and switching the stream on or off. Adding an index isn't supported. */
export function updateTable(body: Json, database: Database): Promise<Json> {
  const stream = streamSpecificationOf(body);
  const { StreamSpecification: _stream, ...rest } = body;
  if (
    'GlobalSecondaryIndexUpdates' in rest &&
    JSON.stringify(rest['GlobalSecondaryIndexUpdates']).includes('"Create"')
  ) {
    throw validationError('The embedded DynamoDB cannot add an index to an existing table: create the table anew');
  }
  return database.write(async (stage) => {
    const name = String(body['TableName']);
    const table = await stage.requireTable(name, true);
    if (stream && stream.StreamEnabled === (table.StreamSpecification?.StreamEnabled ?? false)) {
      throw validationError(`Table ${stream.StreamEnabled ? 'already has an enabled' : 'has no'} stream: ${name}`);
    }
    const streamOnly = stream !== undefined && Object.keys(rest).length === 1;
    if (!streamOnly) {
      await runAction('UpdateTable', stage, checkRequest(rest, loadValidation('UpdateTable'), stage));
    }
    const updated = await settled(name, stage);
    return { TableDescription: stream === undefined ? updated : withStream(updated, stream, stage) };
  });
}

/** DeleteTable, with its stream, its consumers and its time-to-live setting. */
export function deleteTable(body: Json, database: Database): Promise<Json> {
  return database.write(async (stage) => {
    const request = checkRequest(body, loadValidation('DeleteTable'), stage);
    const answer = await runAction('DeleteTable', stage, request);
    await settled(request.TableName, stage);
    await stage.removeAll(streamPrefix(request.TableName));
    await stage.removeAll(cursorPrefix(request.TableName));
    stage.remove(timeToLiveKey(request.TableName));
    return answer;
  });
}

/** dynalite ends a table's change in a timer of its own; the commit has to contain that end. */
async function settled(name: string, stage: StagedStore): Promise<TableRecord> {
  for (;;) {
    const table = await stage.table(name);
    const statuses = [table?.TableStatus, ...(table?.GlobalSecondaryIndexes ?? []).map((index) => index.IndexStatus)];
    if (table === undefined || statuses.every((status) => status === 'ACTIVE')) return table as TableRecord;
    await delay(1);
  }
}

function streamSpecificationOf(body: Json): StreamSpecification | undefined {
  const specification = body['StreamSpecification'] as StreamSpecification | undefined;
  if (specification?.StreamEnabled && !VIEW_TYPES.has(specification.StreamViewType)) {
    throw validationError(
      'One or more parameter values were invalid: StreamViewType is required for an enabled stream',
    );
  }
  return specification ?? undefined;
}

function withStream(table: TableRecord, stream: StreamSpecification, stage: StagedStore): TableRecord {
  const { StreamSpecification: _specification, ...plain } = table;
  const label = new Date().toISOString().slice(0, -1);
  const latest = { LatestStreamLabel: label, LatestStreamArn: `${table.TableArn}/stream/${label}` };
  const described = (
    stream.StreamEnabled ? { ...plain, ...latest, StreamSpecification: stream } : plain
  ) as TableRecord;
  stage.write(TABLE + table.TableName, described);
  return described;
}

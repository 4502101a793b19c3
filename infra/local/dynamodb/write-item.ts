import type { Database } from './database.ts';
import type { CheckedRequest, Item, Json } from './dynalite.ts';
import { checkRequest, createKey, loadValidation, runAction } from './dynalite.ts';
import { isException } from './errors.ts';
import { itemPrefix } from './key-space.ts';
import type { StagedStore } from './staged-store.ts';

/** What dynalite's validation doesn't know yet of the writes of one item. */
export const onFailureType = {
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};

/** PutItem, UpdateItem and DeleteItem. */
export function writeItem(operation: string, body: Json, database: Database): Promise<Json> {
  const { types, custom } = loadValidation(operation);
  const validation = { types: { ...types, ...onFailureType }, ...(custom && { custom }) };
  return database.write(async (stage) => {
    const request = checkRequest(body, validation, stage);
    try {
      return await runAction(operation, stage, request);
    } catch (error) {
      const Item = await itemOnFailure(error, request, stage);
      if (Item === undefined) throw error;
      throw Object.assign(error as Error, { body: { ...(error as { body: Json }).body, Item } });
    }
  });
}

/** The item as it stands, if the error is a failed condition and the request asks for it. */
export async function itemOnFailure(error: unknown, request: Json, stage: StagedStore): Promise<unknown> {
  if (request['ReturnValuesOnConditionCheckFailure'] !== 'ALL_OLD') return undefined;
  return isException(error, 'ConditionalCheckFailedException')
    ? existingItem(request as CheckedRequest, stage)
    : undefined;
}

export async function existingItem(request: CheckedRequest, stage: StagedStore): Promise<Item | undefined> {
  return (await stage.read(await itemKey(request, stage))) as Item | undefined;
}

/** The item's key in the database. The request's key must fit the table. */
export async function itemKey({ TableName, Key, Item }: CheckedRequest, stage: StagedStore): Promise<string> {
  const table = await stage.requireTable(TableName);
  return itemPrefix(TableName) + createKey(Key ?? Item ?? {}, table);
}

import { validationError } from '../aws-json/errors.ts';
import type { Database } from './database.ts';
import type { CheckedRequest, Json } from './dynalite.ts';
import { checkCustom, checkRequest, loadValidation, runAction, validateKey } from './dynalite.ts';
import { transactionCanceled } from './errors.ts';
import type { StagedStore } from './staged-store.ts';
import { itemKey } from './write-item.ts';

const validation = loadValidation('GetItem');
const { AttributesToGet: _legacy, ConsistentRead: _always, ...getTypes } = validation.types;

const requestTypes = {
  TransactItems: {
    type: 'List',
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: 100,
    children: {
      type: 'ValueStruct<TransactGetItem>',
      notNull: true,
      children: { Get: { type: 'FieldStruct<Get>', notNull: true, children: getTypes } },
    },
  },
};

/** TransactGetItems: all items as they stand between two writes, in the order of the request; a missing item is an empty answer. */
export function transactGet(body: Json, database: Database): Promise<Json> {
  return database.readAtOnce(async (stage) => {
    const { TransactItems } = checkRequest(body, { types: requestTypes }, stage);
    const gets = (TransactItems as readonly { readonly Get: CheckedRequest }[]).map(({ Get }) => Get);
    for (const get of gets) checkCustom(get, validation, stage);
    await requireKeysFit(gets, stage);
    await requireDistinctItems(gets, stage);
    const Responses: Json[] = [];
    for (const get of gets) {
      const { Item } = await runAction('GetItem', stage, get);
      Responses.push(Item === undefined ? {} : { Item });
    }
    return { Responses };
  });
}

async function requireKeysFit(gets: readonly CheckedRequest[], stage: StagedStore): Promise<void> {
  const tables = await Promise.all(gets.map((get) => stage.requireTable(get.TableName)));
  const errors = gets.map((get, index) => validateKey(get.Key ?? {}, tables[index]!));
  if (!errors.some(Boolean)) return;
  const reasons = errors.map((error) =>
    error ? ({ Code: 'ValidationError', Message: error.message } as const) : ({ Code: 'None' } as const),
  );
  throw transactionCanceled(reasons);
}

async function requireDistinctItems(gets: readonly CheckedRequest[], stage: StagedStore): Promise<void> {
  const keys = await Promise.all(gets.map((get) => itemKey(get, stage)));
  if (new Set(keys).size < keys.length) {
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
}

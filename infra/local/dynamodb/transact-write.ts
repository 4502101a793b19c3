import { digest } from '../../../shared/foundation/index.ts';
import { validationError } from '../aws-json/errors.ts';
import type { Database } from './database.ts';
import type { CheckedRequest, Item, Json } from './dynalite.ts';
import {
  checkConditional,
  checkCustom,
  checkRequest,
  itemSize,
  loadValidation,
  runAction,
  validateItem,
  validateKey,
} from './dynalite.ts';
import type { CancellationReason } from './errors.ts';
import { isException, messageOf, transactionCanceled } from './errors.ts';
import { tableOfItemKey } from './key-space.ts';
import type { StagedStore } from './staged-store.ts';
import type { TransactionTokens } from './transaction-tokens.ts';
import { existingItem, itemKey, itemOnFailure, onFailureType } from './write-item.ts';

const KINDS = ['ConditionCheck', 'Put', 'Update', 'Delete'] as const;
const OPERATION = { ConditionCheck: 'DeleteItem', Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' } as const;
const REQUIRED = { ConditionCheck: 'ConditionExpression', Put: 'Item', Update: 'UpdateExpression', Delete: 'Key' };
const NOT_IN_TRANSACTIONS = new Set(['Expected', 'ConditionalOperator', 'AttributeUpdates', 'ReturnValues']);
const MAX_AGGREGATE_BYTES = 4 * 1024 * 1024;

type Kind = (typeof KINDS)[number];

interface Action {
  readonly kind: Kind;
  readonly request: CheckedRequest;
}

const requestTypes = {
  ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
  TransactItems: {
    type: 'List',
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: 100,
    children: {
      type: 'ValueStruct<TransactWriteItem>',
      notNull: true,
      children: Object.fromEntries(
        KINDS.map((kind) => [kind, { type: `FieldStruct<${kind}>`, children: typesOf(kind) }]),
      ),
    },
  },
};

/**
 * TransactWriteItems: all actions or none, in one commit with the token that makes a repeat harmless. Each action is dynalite's own single-item
 * action on the shared stage. There is one writer, so TransactionConflict and TransactionInProgressException can't come up here, as they can in AWS.
 */
export function transactWrite(body: Json, database: Database, tokens: TransactionTokens): Promise<Json> {
  const digestOfItems = digest(body['TransactItems'] ?? null);
  return database.write(async (stage) => {
    const request = checkRequest(body, { types: requestTypes }, stage);
    const actions = (request['TransactItems'] as readonly Json[]).map(actionOf);
    for (const { kind, request: action } of actions) checkCustom(action, loadValidation(OPERATION[kind]), stage);
    const token = request['ClientRequestToken'];
    if (typeof token === 'string' && (await tokens.isRepeat(token, digestOfItems, stage))) return {};
    await requireKeysFit(actions, stage);
    await requireDistinctItems(actions, stage);
    await performAll(actions, stage);
    await requireAggregateSize(stage);
    if (typeof token === 'string') tokens.remember(token, digestOfItems, stage);
    return {};
  });
}

function typesOf(kind: Kind): Json {
  const types = Object.entries(loadValidation(OPERATION[kind]).types).filter(
    ([name]) => !NOT_IN_TRANSACTIONS.has(name),
  );
  const required = REQUIRED[kind];
  const known = Object.fromEntries(types);
  return { ...known, ...onFailureType, [required]: { ...(known[required] as object), notNull: true } };
}

function actionOf(entry: Json): Action {
  const kinds = KINDS.filter((kind) => entry[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  return { kind, request: entry[kind] as CheckedRequest };
}

/** An empty key is refused outright, any other misfit of key and table cancels the transaction: so AWS has been seen to answer. */
async function requireKeysFit(actions: readonly Action[], stage: StagedStore): Promise<void> {
  const reasons: CancellationReason[] = [];
  for (const { request } of actions) {
    const table = await stage.requireTable(request.TableName);
    const error = request.Item ? validateItem(request.Item, table) : validateKey(request.Key ?? {}, table);
    if (error?.message.includes('cannot contain an empty')) throw error;
    reasons.push(error ? { Code: 'ValidationError', Message: error.message } : { Code: 'None' });
  }
  cancelIfAny(reasons);
}

async function requireDistinctItems(actions: readonly Action[], stage: StagedStore): Promise<void> {
  const keys = await Promise.all(actions.map(({ request }) => itemKey(request, stage)));
  if (new Set(keys).size < keys.length) {
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
}

async function performAll(actions: readonly Action[], stage: StagedStore): Promise<void> {
  const reasons: CancellationReason[] = [];
  for (const action of actions) reasons.push(await perform(action, stage));
  cancelIfAny(reasons);
}

async function perform({ kind, request }: Action, stage: StagedStore): Promise<CancellationReason> {
  try {
    if (kind === 'ConditionCheck') await checkCondition(request, stage);
    else await runAction(OPERATION[kind], stage, request);
    return { Code: 'None' };
  } catch (error) {
    if (isException(error, 'ValidationException')) return { Code: 'ValidationError', Message: messageOf(error) };
    if (!isException(error, 'ConditionalCheckFailedException')) throw error;
    const Item = await itemOnFailure(error, request, stage);
    return { Code: 'ConditionalCheckFailed', Message: messageOf(error), ...(Item !== undefined && { Item }) };
  }
}

async function checkCondition(request: CheckedRequest, stage: StagedStore): Promise<void> {
  const error = checkConditional(request, await existingItem(request, stage));
  if (error) throw error;
}

async function requireAggregateSize(stage: StagedStore): Promise<void> {
  const items = (await stage.changes()).filter(({ key }) => tableOfItemKey(key) !== null);
  const bytes = items.reduce((sum, { after }) => sum + (after === undefined ? 0 : itemSize(after as Item)), 0);
  if (bytes > MAX_AGGREGATE_BYTES) {
    throw validationError('The aggregate size of the items in the transaction cannot exceed 4 MB');
  }
}

function cancelIfAny(reasons: readonly CancellationReason[]): void {
  if (reasons.some((reason) => reason.Code !== 'None')) throw transactionCanceled(reasons);
}

import { validationError } from '../aws-json/errors.ts';
import type { Database } from './database.ts';
import type { Json } from './dynalite.ts';
import { checkRequest, loadValidation } from './dynalite.ts';
import { timeToLiveKey } from './key-space.ts';

interface Specification {
  readonly Enabled: boolean;
  readonly AttributeName: string;
}

const updateValidation = {
  types: {
    ...loadValidation('DescribeTimeToLive').types,
    TimeToLiveSpecification: {
      type: 'FieldStruct<TimeToLiveSpecification>',
      notNull: true,
      children: {
        Enabled: { type: 'Boolean', notNull: true },
        AttributeName: { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 255 },
      },
    },
  },
};

/** Remembered, so that a deployment's check of it passes; nothing expires here. AWS deletes late too, so readers must check the time anyway. */
export function updateTimeToLive(body: Json, database: Database): Promise<Json> {
  return database.write(async (stage) => {
    const request = checkRequest(body, updateValidation, stage);
    await stage.requireTable(request.TableName, true);
    const specification = request['TimeToLiveSpecification'] as Specification;
    const key = timeToLiveKey(request.TableName);
    const enabled = (await stage.read(key)) !== undefined;
    if (specification.Enabled === enabled) {
      throw validationError(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
    }
    if (specification.Enabled) stage.write(key, specification.AttributeName);
    else stage.remove(key);
    return { TimeToLiveSpecification: specification };
  });
}

export function describeTimeToLive(body: Json, database: Database): Promise<Json> {
  return database.read(async (stage) => {
    const { TableName } = checkRequest(body, loadValidation('DescribeTimeToLive'), stage);
    await stage.requireTable(TableName, true);
    const AttributeName = await stage.read(timeToLiveKey(TableName));
    const description = AttributeName === undefined ? {} : { AttributeName };
    const TimeToLiveStatus = AttributeName === undefined ? 'DISABLED' : 'ENABLED';
    return { TimeToLiveDescription: { TimeToLiveStatus, ...description } };
  });
}

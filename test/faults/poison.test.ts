import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonState, liveAll, putMarket } from '../support/faults/desks.ts';
import { startFaultyBallast } from '../support/faults/faulty-ballast.ts';
import { LOCAL_AWS } from '../support/local-aws.ts';
import type { LocalBallast } from '../support/local-ballast.ts';

const GOOD = ['desk-1', 'desk-2', 'desk-3', 'desk-4'];

type Letter = { readonly portfolioId?: string; readonly detail?: { readonly tenantId: string } } | null;

describe('poison', () => {
  let ballast: LocalBallast;

  beforeAll(async () => {
    ballast = await startFaultyBallast(() => null);
    await putMarket(ballast, 1);
  });
  afterAll(() => ballast.close());

  /** A head that no code reads, put beside the API; whatever reads it fails, again and again. */
  async function putRottenHead(): Promise<void> {
    const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint: ballast.dynamoDbEndpoint });
    const Item = { PK: { S: 'TENANT#local#PORTFOLIO#rotten' }, SK: { S: 'HEAD' }, head: { S: 'rotten' } };
    await client.send(new PutItemCommand({ TableName: ballast.tableName, Item }));
    client.destroy();
  }

  /** Past the router, which sends events only. */
  async function sendToIntake(MessageBody: string): Promise<void> {
    const { queuesEndpoint: endpoint } = ballast;
    const client = new SQSClient({ ...LOCAL_AWS, endpoint, useQueueUrlAsEndpoint: false });
    const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
    const QueueUrl = QueueUrls.find((url) => /Intake[^/]*\.fifo$/.test(url));
    const ids = { MessageGroupId: 'poison', MessageDeduplicationId: MessageBody };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...ids }));
    client.destroy();
  }

  it('is in the dead letters, alone, and what came with it is done', async () => {
    const lives = liveAll(ballast, GOOD);
    await putRottenHead();
    for (const body of ['null', '{"detail":{"tenantId":"local"}}']) await sendToIntake(body);
    const desks = await lives;
    const { revision } = await commonState(desks);
    expect(revision).toBe(13);
    await expect.poll(() => ballast.deadLetters().length, { timeout: 120_000, interval: 500 }).toBe(3);
    await commonState(desks);
    const letters = ballast.deadLetters() as Letter[];
    expect(letters.filter((letter) => letter === null)).toHaveLength(1);
    expect(letters.flatMap((letter) => letter?.detail ?? [])).toEqual([{ tenantId: 'local' }]);
    expect(letters.flatMap((letter) => letter?.portfolioId ?? [])).toEqual(['rotten']);
  });
});

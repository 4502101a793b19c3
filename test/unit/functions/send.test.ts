import { expect, test, vi } from 'vitest';
import { send } from '../../../functions/queues/send.ts';

const sent = vi.hoisted(() => vi.fn<(command: { readonly input: unknown }) => Promise<void>>(async () => {}));

vi.mock('../../../functions/queues/client.ts', () => ({
  queueClient: { send: sent },
  queueUrl: (name: string) => name,
}));

test('a reason holds only what SQS takes, cut at no half of a character', async () => {
  await send('LETTERS', { body: '{}', reason: `unknown "\u0001k"\n\uFFFF${'x'.repeat(985)}😀` });
  expect(sent.mock.calls[0]?.[0].input).toMatchObject({
    QueueUrl: 'LETTERS',
    MessageAttributes: { reason: { StringValue: `unknown "?k"\n?${'x'.repeat(985)}?` } },
  });
});

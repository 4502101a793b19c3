import { describe, expect, test } from 'vitest';
import {
  attemptDelivery,
  type DeliveryTicket,
  deleteWebhook,
  listDeliveries,
  type PortfolioEvent,
  type Post,
  putWebhook,
  readWebhook,
  redeliver,
  rotateSecret,
  routeEvent,
} from '../../../shared/usecases/index.ts';
import { reasonOf, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const START_MS = Date.parse('2026-02-05T10:00:00Z');
const DAY_MS = 24 * 3600 * 1000;
const SETTINGS = {
  url: 'https://hooks.example/',
  events: ['MarginComputed', 'MarginBreached', 'RebalanceSuggested'] as const,
  portfolios: null,
  enabled: true,
};
const OK = { status: 200, error: null, latencyMs: 3 };
const BROKEN = { status: 500, error: 'answered 500', latencyMs: 4 };

const stores = useTestStores();
let nowMs = START_MS;
let secrets = 0;

const posted: Parameters<Post>[0][] = [];

/** Answers with these in turn, then with the last. */
function posting(...answers: Awaited<ReturnType<Post>>[]): Post {
  return (message) => {
    posted.push(message);
    return Promise.resolve(answers.length > 1 ? answers.shift()! : answers[0]!);
  };
}

function deps(post: Post = posting(OK)) {
  return {
    ...stores.stored,
    clock: () => nowMs,
    jitter: () => 0.5,
    newSecret: () => `secret-${(secrets += 1)}`,
    refusalOf: () => Promise.resolve(null),
    mostWebhooks: 50,
    mostAttempts: 8,
    switchOff: { deliveries: 3, hours: 12 },
    onlyQuick: false,
    post,
  };
}

function event(id: number, changes: Partial<PortfolioEvent> = {}): PortfolioEvent {
  const key = { sid: `${id}-1-0`, revision: id, marketVersion: 1, policyVersion: 0 };
  const createdAt = new Date(START_MS + id).toISOString();
  return { id, type: 'MarginComputed', portfolioId: 'desk', createdAt, ...key, detail: { equity: 1.5 }, ...changes };
}

const put = (id: string, changes: object = {}, tenant = TENANT) =>
  putWebhook(deps(), tenant, id, { ...SETTINGS, ...changes });
const deliveriesOf = async (id: string, tenant = TENANT) =>
  valueOf(await listDeliveries(deps(), tenant, id, { limit: 50 })).items;
const route = async (one: PortfolioEvent, tenant = TENANT) => valueOf(await routeEvent(deps(), tenant, one));

async function ticketFor(webhookId: string, one: PortfolioEvent, tenant = TENANT): Promise<DeliveryTicket> {
  const ticket = (await route(one, tenant)).find((each) => each.webhookId === webhookId);
  expect(ticket).toBeDefined();
  return ticket!;
}

/** What the queue does: a message comes again for as long as it waits. */
async function untilSettled(ticket: DeliveryTicket, post: Post): Promise<number[]> {
  const waits: number[] = [];
  for (;;) {
    const state = valueOf(await attemptDelivery(deps(post), ticket));
    if (state.state !== 'waiting') return waits;
    waits.push(state.retrySeconds);
    nowMs += state.retrySeconds * 1000;
  }
}

describe('a webhook', () => {
  test('shows a secret that was made once, keeps it, and is replaced by what is put', async () => {
    const made = valueOf(await put('one'));
    expect(made).toMatchObject({ created: true, secret: expect.stringMatching(/^secret-/) });
    expect(JSON.stringify(made.webhook)).not.toContain('secret-');
    const again = valueOf(await put('one'));
    expect(again).toEqual({ created: false, webhook: made.webhook, secret: null });
    const changed = valueOf(await put('one', { events: ['MarginBreached'], enabled: false }));
    expect(changed).toMatchObject({
      created: false,
      secret: null,
      webhook: { enabled: false, previousSecretUntil: null },
    });
    expect(valueOf(await readWebhook(deps(), TENANT, 'one'))).toEqual(changed.webhook);
    expect(valueOf(await deleteWebhook(deps(), TENANT, 'one'))).toEqual(changed.webhook);
    expect(reasonOf(await readWebhook(deps(), TENANT, 'one'))).toBe('not-found');
  });

  test('takes a secret of its owner, and signs with the one before for a day after each rotation', async () => {
    const tenant = 'rotating';
    nowMs = START_MS;
    expect(valueOf(await put('hook', { secret: 'first' }, tenant))).toMatchObject({ created: true, secret: null });
    const secretsOf = async (id: number) => {
      await attemptDelivery(deps(), await ticketFor('hook', event(id), tenant));
      return posted.at(-1)?.secrets;
    };
    expect(await secretsOf(1)).toEqual(['first']);
    valueOf(await put('hook', { secret: 'second' }, tenant));
    expect(await secretsOf(2)).toEqual(['second', 'first']);
    nowMs += DAY_MS / 2;
    const rotated = valueOf(await rotateSecret(deps(), tenant, 'hook'));
    expect(rotated.webhook.previousSecretUntil).toBe(new Date(nowMs + DAY_MS).toISOString());
    expect(await secretsOf(3)).toEqual([rotated.secret, 'second', 'first']);
    nowMs += DAY_MS / 2;
    expect(await secretsOf(4)).toEqual([rotated.secret, 'second']);
    nowMs += DAY_MS / 2;
    expect(await secretsOf(5)).toEqual([rotated.secret]);
  });

  test('is refused where its target is, and beyond the limit', async () => {
    const refusing = { ...deps(), refusalOf: () => Promise.resolve('leads to 10.0.0.1') };
    const refused = await putWebhook(refusing, 'full', 'a', SETTINGS);
    expect(refused).toMatchObject({ ok: false, failure: { reason: 'invalid-input', errors: [{ pointer: '/url' }] } });
    const few = { ...deps(), mostWebhooks: 1 };
    valueOf(await putWebhook(few, 'full', 'a', SETTINGS));
    expect(reasonOf(await putWebhook(few, 'full', 'b', SETTINGS))).toBe('limit-exceeded');
    valueOf(await putWebhook(few, 'full', 'a', { ...SETTINGS, enabled: false }));
  });
});

describe('an event', () => {
  test('goes to every webhook of its tenant that wants it, once however often it comes', async () => {
    const tenant = 'routing';
    await put('all', {}, tenant);
    await put('breaches', { events: ['MarginBreached'] }, tenant);
    await put('desk', { portfolios: ['desk', 'other'] }, tenant);
    await put('elsewhere', { portfolios: ['other'] }, tenant);
    await put('off', { enabled: false }, tenant);
    await put('all', {}, 'someone-else');
    const first = await route(event(1), tenant);
    expect(first.map(({ webhookId }) => webhookId)).toEqual(['all', 'desk']);
    expect(await route(event(1), tenant)).toEqual(first);
    expect((await route(event(2, { type: 'MarginBreached' }), tenant)).map(({ webhookId }) => webhookId)).toEqual([
      'all',
      'breaches',
      'desk',
    ]);
    await route(event(1, { portfolioId: 'far', createdAt: event(3).createdAt }), tenant);
    expect((await deliveriesOf('all', tenant)).map(({ eventId, portfolioId }) => [eventId, portfolioId])).toEqual([
      [1, 'far'],
      [2, 'desk'],
      [1, 'desk'],
    ]);
    expect(await deliveriesOf('all', 'someone-else')).toEqual([]);
  });

  test('is posted as it was told, and noted', async () => {
    nowMs = START_MS + 5000;
    await put('posted');
    const one = event(10);
    expect(await untilSettled(await ticketFor('posted', one), posting(OK))).toEqual([]);
    const message = posted.at(-1)!;
    expect(JSON.parse(message.body)).toEqual(one);
    expect(message).toMatchObject({ url: SETTINGS.url, timestampSeconds: nowMs / 1000 });
    const [delivery] = await deliveriesOf('posted');
    const attempts = [{ at: new Date(nowMs).toISOString(), ...OK }];
    expect(delivery).toMatchObject({ status: 'delivered', attemptCount: 1, attempts, nextAttemptAt: null });
    expect(message.messageId).toBe(delivery!.deliveryId);
  });

  test('that was not taken comes again under the same id with a new timestamp, later and later', async () => {
    await put('flaky');
    const ticket = await ticketFor('flaky', event(11));
    const from = posted.length;
    expect(await untilSettled(ticket, posting(BROKEN, BROKEN, OK))).toEqual([2, 6]);
    const messages = posted.slice(from);
    expect(new Set(messages.map(({ messageId, body }) => messageId + body)).size).toBe(1);
    expect(messages.map(({ timestampSeconds }) => timestampSeconds - messages[0]!.timestampSeconds)).toEqual([0, 2, 8]);
    expect(await deliveriesOf('flaky')).toMatchObject([
      { status: 'delivered', attemptCount: 3, attempts: [{ status: 500 }, { status: 500 }, { status: 200 }] },
    ]);
    // the queue may hand out a message that was done
    expect(valueOf(await attemptDelivery(deps(), ticket))).toEqual({ state: 'settled' });
    expect(posted).toHaveLength(from + 3);
  });

  test('is given up after eight tries, and made again when that is asked for', async () => {
    await put('dead');
    const ticket = await ticketFor('dead', event(12));
    const from = posted.length;
    expect(await untilSettled(ticket, posting(BROKEN))).toEqual([2, 6, 24, 96, 384, 1536, 2700]);
    expect(posted).toHaveLength(from + 8);
    expect(await deliveriesOf('dead')).toMatchObject([{ status: 'failed', attemptCount: 8, nextAttemptAt: null }]);
    const queued: DeliveryTicket[] = [];
    const enqueue = (one: DeliveryTicket) => Promise.resolve(void queued.push(one));
    const pending = valueOf(await redeliver({ ...deps(), enqueue }, TENANT, 'dead', ticket.deliveryId));
    expect(pending).toMatchObject({ status: 'pending', attemptCount: 8 });
    expect(queued).toEqual([ticket]);
    expect(await untilSettled(ticket, posting(BROKEN, OK))).toEqual([2]);
    expect(await deliveriesOf('dead')).toMatchObject([{ status: 'delivered', attemptCount: 10 }]);
    const of = (id: string, deliveryId = ticket.deliveryId) =>
      redeliver({ ...deps(), enqueue }, TENANT, id, deliveryId);
    expect(reasonOf(await of('dead', 'none'))).toBe('not-found');
    expect(reasonOf(await of('nobody'))).toBe('not-found');
    await put('dead', { enabled: false });
    expect(reasonOf(await of('dead'))).toBe('conflict');
  });

  test('is not posted to a webhook that is gone, was made anew or is off', async () => {
    await put('leaving');
    const ticket = await ticketFor('leaving', event(13));
    const from = posted.length;
    await put('leaving', { enabled: false });
    expect(await untilSettled(ticket, posting(OK))).toEqual([]);
    expect(await deliveriesOf('leaving')).toMatchObject([{ status: 'cancelled', attemptCount: 0 }]);
    await deleteWebhook(deps(), TENANT, 'leaving');
    expect(await untilSettled(ticket, posting(OK))).toEqual([]);
    nowMs += 1;
    await put('leaving');
    expect(await deliveriesOf('leaving')).toEqual([]);
    expect(await untilSettled(ticket, posting(OK))).toEqual([]);
    expect(posted).toHaveLength(from);
  });

  test('reaches every webhook, at whichever write its way is cut short, under one id however often', async () => {
    const tenant = 'dying';
    for (const id of ['a', 'b']) await put(id, {}, tenant);
    const one = event(15);
    /** Routes the event and makes its deliveries, as the queues would: what dies comes again. */
    const follow = async (stored: typeof stores.stored) => {
      const tickets = valueOf(await routeEvent(stored, tenant, one));
      for (const ticket of tickets)
        valueOf(await attemptDelivery({ ...deps(), ...stored, clock: () => nowMs }, ticket));
    };
    for (let fatal = 1; fatal <= 4; fatal++) {
      let writes = 0;
      const dying = stores.another((command) => {
        if (command === 'TransactWriteItemsCommand' && (writes += 1) === fatal) throw new Error('killed');
      });
      await expect(follow(dying)).rejects.toThrow('killed');
    }
    await follow(stores.another());
    const delivered = posted.filter(({ body }) => body === JSON.stringify(one));
    const all = [...(await deliveriesOf('a', tenant)), ...(await deliveriesOf('b', tenant))];
    expect(all).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
    expect(new Set(delivered.map(({ messageId }) => messageId))).toEqual(new Set([all[0]!.deliveryId]));
  });

  test('that is posted twice at once stays delivered, with both tries noted', async () => {
    await put('twice');
    const ticket = await ticketFor('twice', event(14));
    const both = await Promise.all([OK, BROKEN].map((answer) => attemptDelivery(deps(posting(answer)), ticket)));
    expect(both.map(valueOf)).toContainEqual({ state: 'settled' });
    expect(await deliveriesOf('twice')).toMatchObject([{ status: 'delivered', attemptCount: 2 }]);
  });
});

const healthOf = async (id: string) => valueOf(await readWebhook(deps(), TENANT, id));

/** What the first queue does with it, where such an answer would be the next. */
const quickly = async (ticket: DeliveryTicket, answer: Awaited<ReturnType<Post>>) =>
  valueOf(await attemptDelivery({ ...deps(posting(answer)), onlyQuick: true }, ticket)).state;

describe('a target that is slow or gone', () => {
  const SLOW = { status: 200, error: null, latencyMs: 2000 };
  const HANGING = { status: null, error: 'no answer in time', latencyMs: 10_000 };

  test.each([
    ['slow', SLOW, 'settled'],
    ['hanging', HANGING, 'waiting'],
  ])(
    'is left to the slow lane after one answer that is %s, and comes back after a quick one',
    async (id, answer, state) => {
      await put(id);
      const [first, second, third] = [
        await ticketFor(id, event(20)),
        await ticketFor(id, event(21)),
        await ticketFor(id, event(22)),
      ];
      expect(await quickly(first, answer)).toBe(state);
      expect(await healthOf(id)).toMatchObject({ health: { slow: true } });
      const from = posted.length;
      for (const ticket of [second, third]) expect(await quickly(ticket, OK)).toBe('slow');
      expect(posted, 'without a try').toHaveLength(from);
      expect(await untilSettled(second, posting(OK))).toEqual([]);
      expect(await healthOf(id)).toMatchObject({ health: { slow: false, failingSince: null } });
      expect(await quickly(third, OK)).toBe('settled');
    },
  );

  test('that fails at once keeps its place: it takes no time', async () => {
    await put('quick-failure');
    expect(await quickly(await ticketFor('quick-failure', event(23)), BROKEN)).toBe('waiting');
    expect(await quickly(await ticketFor('quick-failure', event(24)), BROKEN)).toBe('waiting');
  });

  /** So many deliveries that are given up, each after more than an hour of tries. */
  async function giveUp(id: string, count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      await untilSettled(
        await ticketFor(id, event(30, { createdAt: new Date(nowMs).toISOString() })),
        posting(HANGING),
      );
    }
  }

  test('is switched off when enough was given up and nothing taken for long, with its reason, and what waits is cancelled', async () => {
    await put('gone');
    const since = new Date(nowMs).toISOString();
    await giveUp('gone', 4);
    expect(await healthOf('gone'), 'many within hours are an outage').toMatchObject({
      enabled: true,
      health: { failingSince: since, givenUpInRow: 4 },
      switchedOff: null,
    });
    nowMs += 12 * 3_600_000;
    const waiting = await ticketFor('gone', event(40, { createdAt: new Date(nowMs).toISOString() }));
    await giveUp('gone', 1);
    const off = await healthOf('gone');
    const reason = `gave up 5 deliveries in a row: nothing was taken since ${since}`;
    expect(off).toMatchObject({ enabled: false, switchedOff: { at: expect.any(String), reason } });
    const from = posted.length;
    expect(await untilSettled(waiting, posting(OK))).toEqual([]);
    expect(posted).toHaveLength(from);
    expect((await deliveriesOf('gone')).find(({ eventId }) => eventId === 40)?.status).toBe('cancelled');
    valueOf(await rotateSecret(deps(), TENANT, 'gone'));
    expect((await healthOf('gone')).switchedOff).toEqual(off.switchedOff);
    valueOf(await put('gone'));
    expect(await healthOf('gone')).toMatchObject({
      enabled: true,
      health: { slow: false, failingSince: null, givenUpInRow: 0 },
      switchedOff: null,
    });
  });

  test('is not switched off for a few failures long apart, nor while anything is taken', async () => {
    await put('rare');
    await giveUp('rare', 1);
    nowMs += 10 * DAY_MS;
    await giveUp('rare', 1);
    expect(await healthOf('rare')).toMatchObject({ enabled: true, health: { givenUpInRow: 2 } });
    await untilSettled(await ticketFor('rare', event(50, { createdAt: new Date(nowMs).toISOString() })), posting(OK));
    await giveUp('rare', 2);
    expect(await healthOf('rare')).toMatchObject({ enabled: true, health: { givenUpInRow: 2 } });
  });

  test('is judged by every try however many end at once, and by none that was made before it was changed', async () => {
    await put('crowded');
    const tickets = await Promise.all([60, 61, 62, 63, 64, 65].map((id) => ticketFor('crowded', event(id))));
    const last = { ...deps(posting(HANGING)), mostAttempts: 1 };
    await Promise.all(tickets.map((ticket) => attemptDelivery(last, ticket)));
    expect((await healthOf('crowded')).health).toMatchObject({ slow: true, givenUpInRow: 6 });
    const moving: Post = async () => {
      await put('crowded', { url: 'https://elsewhere.example/' });
      return HANGING;
    };
    await attemptDelivery(deps(moving), await ticketFor('crowded', event(66)));
    expect((await healthOf('crowded')).health).toEqual({ slow: false, failingSince: null, givenUpInRow: 0 });
  });
});

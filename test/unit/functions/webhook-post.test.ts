import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { postWithin } from '../../../functions/webhook-target/index.ts';
import { VERIFICATION_SNIPPET } from '../../../shared/contract/index.ts';
import { type Received, startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';

type Lookup = (name: string, options: object, answer: (error: Error | null, found: object[]) => void) => void;

/** Names that resolve to what a test wants, one answer after the other; all others resolve as ever. */
const NAMES = new Map<string, string[][]>();

vi.mock('node:dns', async (original) => {
  const dns = await original<typeof import('node:dns')>();
  const lookup: Lookup = (name, options, answer) => {
    const addresses = NAMES.get(name)?.shift();
    if (addresses === undefined) return dns.lookup(name, { ...options, all: true }, answer);
    return answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { ...dns, lookup };
});

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const post = postWithin(1_500);
const receivers: WebhookReceiver[] = [];

async function receiver(...args: Parameters<typeof startReceiver>): Promise<WebhookReceiver> {
  const started = await startReceiver(...args);
  receivers.push(started);
  return started;
}

function messageTo(url: string, secrets = [SECRET]) {
  const timestampSeconds = Math.floor(Date.now() / 1000);
  return { url, messageId: '1770284207000-0123456789abcdef', timestampSeconds, secrets, body: '{"type":"é"}' };
}

type Verify = (secret: string, headers: Received['headers'], body: string, nowSeconds?: number) => boolean;

/** The function that the documentation shows, as it stands there. */
const isFromBallast = runInNewContext(`${VERIFICATION_SNIPPET}; isFromBallast`, {
  require: createRequire(import.meta.url),
  Buffer,
}) as Verify;

beforeEach(() => vi.stubEnv('BALLAST_LOOPBACK_WEBHOOKS', 'allowed'));
afterEach(async () => {
  vi.unstubAllEnvs();
  NAMES.clear();
  await Promise.all(receivers.splice(0).map((each) => each.close()));
});

describe('a message', () => {
  it('arrives as it was signed, and the documented check takes it within five minutes and no other', async () => {
    const target = await receiver();
    const message = messageTo(`${target.url}/hook?x=1`, [SECRET, OTHER_SECRET]);
    expect(await post(message)).toEqual({ status: 204, error: null, latencyMs: expect.any(Number) });
    const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = target.received;
    expect([path, body]).toEqual(['/hook?x=1', message.body]);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': message.messageId,
    });
    for (const secret of [SECRET, OTHER_SECRET]) expect(isFromBallast(secret, headers, body)).toBe(true);
    expect(isFromBallast(`whsec_${Buffer.alloc(32).toString('base64')}`, headers, body)).toBe(false);
    expect(isFromBallast(SECRET, headers, `${body} `)).toBe(false);
    expect(isFromBallast(SECRET, { ...headers, 'webhook-id': 'another' }, body)).toBe(false);
    expect(isFromBallast(SECRET, { ...headers, 'webhook-timestamp': 'soon' }, body)).toBe(false);
    const sent = message.timestampSeconds;
    for (const [seconds, taken] of [
      [299, true],
      [-299, true],
      [301, false],
      [-301, false],
    ] as const) {
      expect(isFromBallast(SECRET, headers, body, sent + seconds)).toBe(taken);
    }
  });

  it.each([400, 404, 410, 429, 500, 503])('that is answered %i was not taken', async (status) => {
    const target = await receiver((response) => response.writeHead(status).end('no'));
    expect(await post(messageTo(target.url))).toMatchObject({ status, error: `answered ${status}` });
  });

  it.each([301, 302, 303, 307, 308])('is not sent on by a redirect with %i', async (status) => {
    const elsewhere = await receiver();
    const target = await receiver((response) => response.writeHead(status, { location: elsewhere.url }).end());
    expect(await post(messageTo(target.url))).toMatchObject({ status, error: `answered ${status}` });
    expect(elsewhere.received).toEqual([]);
  });

  it('to a target that hangs is given up in time', async () => {
    const target = await receiver(() => undefined);
    const answer = await post(messageTo(target.url));
    expect(answer).toMatchObject({ status: null, error: 'no answer in time' });
    expect(answer.latencyMs).toBeGreaterThan(1_400);
    expect(answer.latencyMs).toBeLessThan(5_000);
  });

  it('that was taken stays so where the answer never ends, by bytes or by silence', async () => {
    const endless = await receiver((response) => {
      response.writeHead(200);
      const more = (): void =>
        void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)));
      more();
    });
    const answer = await post(messageTo(endless.url));
    expect(answer).toMatchObject({ status: 200, error: null });
    expect(answer.latencyMs).toBeLessThan(1_400);
    const silent = await receiver((response) => response.writeHead(200).flushHeaders());
    expect(await post(messageTo(silent.url))).toMatchObject({ status: 200, error: null });
  });

  it('that changes the protocol instead of answering ends as failed', async () => {
    const target = await receiver((response) => response.writeHead(101, { connection: 'upgrade', upgrade: 'x' }).end());
    expect(await post(messageTo(target.url))).toMatchObject({ status: null, error: 'failed' });
  });

  it('to nobody says so', async () => {
    const target = await receiver();
    await receivers.pop()?.close();
    expect(await post(messageTo(target.url))).toMatchObject({ status: null, error: 'ECONNREFUSED' });
    expect(await post(messageTo('https://no-such-name.invalid/'))).toMatchObject({ status: null, error: 'ENOTFOUND' });
  });
});

describe('a name', () => {
  it('is connected to at the address that was checked', async () => {
    const target = await receiver();
    NAMES.set('hooks.example', [['127.0.0.1'], ['10.0.0.1']]);
    const url = target.url.replace('127.0.0.1', 'hooks.example');
    expect(await post(messageTo(url))).toMatchObject({ status: 204 });
    expect(target.received[0]?.headers.host).toBe(new URL(url).host);
    expect(NAMES.get('hooks.example'), 'it was asked for once').toHaveLength(1);
  });

  it('that leads elsewhere by the next delivery is refused then', async () => {
    const target = await receiver();
    const url = target.url.replace('127.0.0.1', 'hooks.example');
    NAMES.set('hooks.example', [['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1', '10.0.0.1']]);
    expect(await post(messageTo(url))).toMatchObject({ status: 204 });
    const refused = { status: null, error: 'leads to 169.254.169.254 without https' };
    expect(await post(messageTo(url))).toMatchObject(refused);
    expect(await post(messageTo(url)), 'one of two').toMatchObject({ error: 'leads to 10.0.0.1 without https' });
    expect(target.received).toHaveLength(1);
  });

  it.each(['10.1.2.3', '127.0.0.1', '::1', 'fd00:ec2::254', '::ffff:169.254.169.254'])(
    'that resolves to %s is refused where nothing local is allowed',
    async (address) => {
      vi.stubEnv('BALLAST_LOOPBACK_WEBHOOKS', '');
      NAMES.set('hooks.example', [[address]]);
      const error = `leads to ${address}, which is not a public address`;
      expect(await post(messageTo('https://hooks.example/'))).toMatchObject({ status: null, error });
    },
  );

  it('of an address itself is refused too', async () => {
    vi.stubEnv('BALLAST_LOOPBACK_WEBHOOKS', '');
    const target = await receiver();
    expect(await post(messageTo(target.url))).toMatchObject({ status: null, error: 'has to be https' });
    expect(await post(messageTo(target.url.replace('http:', 'https:')))).toMatchObject({
      error: 'leads to 127.0.0.1, which is not a public address',
    });
    expect(target.received).toEqual([]);
  });
});

import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isLoopback, isPublic } from '../../../functions/webhook-target/addresses.ts';
import { refusalOf } from '../../../functions/webhook-target/index.ts';
import { signatureOf } from '../../../functions/webhook-target/sign.ts';
import { newSecret } from '../../../functions/webhooks/new-secret.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a signature', () => {
  it('is that of the libraries of Standard Webhooks', () => {
    // the vector that svix/svix-webhooks and standard-webhooks/standard-webhooks test theirs with
    const content = { messageId: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampSeconds: 1_614_265_330 };
    const signature = signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      ...content,
      body: '{"test": 2432232314}',
    });
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('rests on the HMAC of RFC 4231: its second case, as a message', () => {
    const hmac = createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex');
    expect(hmac).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
    const secret = `whsec_${Buffer.from('Jefe').toString('base64')}`;
    const wanted = createHmac('sha256', 'Jefe').update('a.1.what do ya want for nothing?').digest('base64');
    const content = { messageId: 'a', timestampSeconds: 1, body: 'what do ya want for nothing?' };
    expect(signatureOf(secret, content)).toBe(`v1,${wanted}`);
  });

  it('has keys of 32 bytes that never repeat', () => {
    const secrets = Array.from({ length: 100 }, newSecret);
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
  });
});

describe('an address', () => {
  it.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '198.17.255.255',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001::200e',
  ])('%s is public', (address) => expect(isPublic(address)).toBe(true));

  // one of each block that IANA's special-purpose registries don't call globally reachable, and forms that carry an IPv4 address
  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:a00:1::',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
  ])('%s is not', (address) => expect(isPublic(address)).toBe(false));

  it.each(['127.0.0.1', '127.1.2.3', '::1'])('%s is this machine', (address) => expect(isLoopback(address)).toBe(true));
  it.each(['128.0.0.1', '10.0.0.1', '::2', '::'])('%s is not this machine', (address) =>
    expect(isLoopback(address)).toBe(false),
  );
});

describe('the URL of a target', () => {
  it.each([
    ['https://93.184.216.34/hook', null],
    ['https://93.184.216.34:8443/hook?x=1', null],
    ['https://no-such-name.invalid/hook', null],
    ['hook', 'URL'],
    ['http://93.184.216.34/', 'https'],
    ['ftp://93.184.216.34/', 'https'],
    ['file:///etc/passwd', 'https'],
    ['https://me:secret@93.184.216.34/', 'user name'],
    ['https://93.184.216.34/#part', 'fragment'],
    ['https://127.0.0.1/', '127.0.0.1'],
    ['https://0x7f.1/', '127.0.0.1'],
    ['https://2130706433/', '127.0.0.1'],
    ['https://0177.0.0.1/', '127.0.0.1'],
    ['https://169.254.169.254/latest/meta-data/', '169.254.169.254'],
    ['https://[::1]/', '::1'],
    ['https://[::ffff:10.0.0.1]/', '::ffff:a00:1'],
    ['https://localhost/', 'not a public address'],
    ['http://127.0.0.1:4000/', 'https'],
  ])('%s: %s', async (url, refusal) => {
    if (refusal === null) expect(await refusalOf(url)).toBeNull();
    else expect(await refusalOf(url)).toContain(refusal);
  });

  describe('where the local runtime allows loopback', () => {
    beforeEach(() => vi.stubEnv('BALLAST_LOOPBACK_WEBHOOKS', 'allowed'));

    it.each([
      'http://127.0.0.1:4000/',
      'http://localhost:4000/',
      'http://[::1]/',
      'https://localhost/',
      'https://93.184.216.34/',
    ])('%s is one', async (url) => expect(await refusalOf(url)).toBeNull());

    it.each([
      'http://93.184.216.34/',
      'http://10.0.0.1/',
      'https://10.0.0.1/',
      'http://169.254.169.254/',
      'http://no-such-name.invalid/',
    ])('%s is none', async (url) => expect(await refusalOf(url)).toMatch(/not a public address|https/));
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digest } from '../../shared/foundation/index.ts';
import type { VerifyAnswer } from '../../shared/usecases/index.ts';
import { historyBook } from '../support/history-book.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { OPTION_BOOK, OPTION_MARKET, OPTION_REBALANCE } from '../support/option-book.ts';
import { RISK_HISTORIES } from '../support/risk-histories.ts';

const REQUEST = {
  ...OPTION_REBALANCE,
  portfolio: OPTION_BOOK,
  market: { ...OPTION_MARKET, underlyings: OPTION_MARKET.underlyings.map((each) => ({ ...each, adv: 2_000 })) },
};
const VARIANCE = { minimise: 'variance', covariance: { names: ['BTC'], matrix: [[0.0016]] } };

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

function post(path: string, body: unknown) {
  return api.call({ method: 'POST', path: `/v1${path}`, headers: { 'x-api-key': KEYS.local }, body });
}

/** The text with another byte at one place: a digit by the next digit, a letter by the next letter, the rest by a blank. */
function withByteChanged(text: string, at: number): string {
  const byte = text.charCodeAt(at);
  const next = /[0-8a-yA-Y]/.test(text[at]!) ? byte + 1 : /[9zZ]/.test(text[at]!) ? byte - 9 : 0x20;
  return text.slice(0, at) + String.fromCharCode(next) + text.slice(at + 1);
}

function digestOf(text: string): string | null {
  try {
    return digest(JSON.parse(text));
  } catch {
    return null;
  }
}

describe('a certificate with one byte changed', () => {
  it.each([
    { name: 'of trades of any size', most: Infinity, extra: {} },
    {
      name: 'of trades in whole lots, with its branching tree',
      most: 400,
      extra: { lots: 'integer', limits: { gapFraction: 0 } },
    },
    {
      name: 'with the supports of its impact',
      most: 400,
      extra: { costs: { halfSpread: 0.002, impact: { kind: 'three-halves', coefficient: 0.1 } } },
    },
    {
      name: 'of the least variance under a limit on margin',
      most: 400,
      extra: { objective: VARIANCE, constraints: { marginLimit: { method: 'paradex-style', amount: 100_000 } } },
    },
  ])('is refused, whichever byte it is: $name', async ({ most, extra }) => {
    await expectEveryByteToCount('/rebalance', 'request', { ...REQUEST, ...extra }, most);
  });

  it('is refused, whichever byte it is: of a frontier', async () => {
    const [history] = RISK_HISTORIES;
    const question = { constraints: { maxWeight: 0.4 }, points: 5, riskFreeReturn: 0.0001 };
    const book = historyBook(history!.weights, history!.returns);
    await expectEveryByteToCount('/frontier', 'frontier', { ...book, ...question }, 800);
  });
});

/** @param field of /verify that takes the request */
async function expectEveryByteToCount(path: string, field: string, request: object, most: number) {
  const { certificate } = (await post(path, request)).json as { certificate: object };
  const text = JSON.stringify(certificate);
  const verify = (altered: string) =>
    post('/verify', `{"${field}":${JSON.stringify(request)},"certificate":${altered}}`);
  expect((await verify(text)).json).toMatchObject({ valid: true, refuted: [] });
  const step = Math.max(1, Math.ceil(text.length / most));
  const seen = { malformed: 0, impossible: 0, refuted: 0, same: 0 };
  for (let at = 0; at < text.length; at += step) {
    const altered = withByteChanged(text, at);
    const { status, json } = await verify(altered);
    // The last digit of seventeen may change without changing the number: that is the same certificate.
    if (digestOf(altered) === digestOf(text)) seen.same += 1;
    else if (status === 400) seen.malformed += 1;
    else if (status === 422) seen.impossible += 1;
    else {
      const { valid, refuted } = json as VerifyAnswer;
      expect({ at, status, valid }).toEqual({ at, status: 200, valid: false });
      expect(refuted).toContain('the certificate is unaltered');
      seen.refuted += 1;
    }
  }
  console.log(`certificate of ${text.length} bytes, every ${step === 1 ? '' : `${step}th `}one changed:`, seen);
  expect(seen.refuted).toBeGreaterThan(50);
  expect(seen.same).toBeLessThan(30);
}

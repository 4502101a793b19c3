import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { OpenApiValidator } from '../support/openapi-validator.ts';
import { portfolioOf, SPAN_MARKET } from '../support/span/fixture.ts';
import { smallPa2 } from '../support/span/small-pa2.ts';

/** One lot of the small file's ZZ future for December 2025, scan range 1,200, in its delivery month at 70 per delta. */
const BOOK = portfolioOf({ 'ZZ-202512': 1 });
const METHODS = [{ id: 'span-style' }];
const TEXT = smallPa2();

let api: InProcessApi;

beforeAll(async () => {
  api = await startInProcessApi();
});

afterAll(async () => {
  await api.close();
});

describe('a parameter file', () => {
  it('is uploaded in parts, in any order, and margins a book', async () => {
    const half = Math.ceil(TEXT.length / 2);
    const second = await upload('in-parts', 2, 2, TEXT.slice(half));
    expect(second).toMatchObject({ status: 201, json: { status: 'uploading', received: [2], digest: null } });
    const early = await margin('in-parts');
    expect(early).toMatchObject({ status: 422, json: { errors: [{ pointer: '/parameterFileId' }] } });

    const first = await upload('in-parts', 1, 2, TEXT.slice(0, half));
    expect(first.json).toMatchObject({
      status: 'ready',
      received: [1, 2],
      contents: { format: 'pa2', complex: 'SYN', businessDate: '20250912', commodities: 2 },
    });
    const answer = await margin('in-parts');
    expect(answer.json).toMatchObject({ margins: [{ method: 'span-style', initial: 1270, maintenance: 1270 }] });
    expect((await get('in-parts')).json).toEqual(first.json);
  });

  it('gives the answer that the same file inline gives, under a digest of its own', async () => {
    const whole = await upload('whole', 1, 1, TEXT);
    const byId = (await margin('whole')).json as Answer;
    const inline = await post('/v1/margin', {
      portfolio: BOOK,
      market: SPAN_MARKET,
      methods: [{ ...METHODS[0], parameters: { file: { text: TEXT } } }],
    });
    const inlineAnswer = inline.json as Answer;
    expect(byId.margins).toEqual(inlineAnswer.margins);
    expect(byId.provenance['parameterDigest']).not.toBe(inlineAnswer.provenance['parameterDigest']);
    expect((whole.json as { digest: string }).digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is not another tenant’s', async () => {
    await upload('mine', 1, 1, TEXT);
    expect((await get('mine', KEYS.other)).status).toBe(404);
    expect((await margin('nowhere')).status).toBe(404);
  });

  it('takes a part again, refuses another one once it is ready, and another number of parts', async () => {
    await upload('again', 1, 1, TEXT);
    expect((await upload('again', 1, 1, TEXT)).json).toMatchObject({ status: 'ready' });
    expect(await upload('again', 1, 1, `${TEXT}\n`)).toMatchObject({
      status: 409,
      json: { errors: [{ pointer: '/text' }] },
    });
    expect(await upload('again', 1, 2, TEXT)).toMatchObject({ status: 409, json: { errors: [{ pointer: '/parts' }] } });
    expect((await upload('again', 3, 2, TEXT)).status).toBe(400);
  });

  it('that does not read is named by the line, and can be sent anew', async () => {
    const broken = await upload('broken', 1, 1, TEXT.replace('CC-ZZ 10', 'CC-QQ 10'));
    expect(broken).toMatchObject({ status: 422, json: { errors: [{ pointer: '/text' }] } });
    expect(JSON.stringify(broken.json)).toMatch(/line \d+: record 3 of CC-QQ before its record 2/);
    expect((await get('broken')).json).toMatchObject({ status: 'uploading', received: [1] });
    expect((await upload('broken', 1, 1, TEXT)).json).toMatchObject({ status: 'ready' });
  });

  it('lists every position that it lacks, at its pointer', async () => {
    await upload('lacks', 1, 1, TEXT);
    const body = {
      portfolio: portfolioOf({ 'ZZ-202509': 1, 'ZZ-202512': 1, 'OZ-202512-C-3600': -1 }),
      market: SPAN_MARKET,
      methods: METHODS,
      parameterFileId: 'lacks',
    };
    const answer = await post('/v1/margin', body);
    expect(answer).toMatchObject({
      status: 422,
      json: {
        errors: [
          { pointer: '/portfolio/positions/0/instrument', detail: 'the file has no contract of ZZ-202509' },
          { pointer: '/portfolio/positions/2/instrument', detail: 'the file has no contract of OZ-202512-C-3600' },
        ],
      },
    });
  });

  it('is refused where no method asked for takes one', async () => {
    await upload('unused', 1, 1, TEXT);
    const body = { portfolio: BOOK, market: SPAN_MARKET, methods: [{ id: 'delta' }], parameterFileId: 'unused' };
    const answer = await post('/v1/margin', body);
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer: '/parameterFileId' }] } });
  });

  it('answers as the OpenAPI document says', async () => {
    const validator = new OpenApiValidator((await api.call({ method: 'GET', path: '/openapi.json' })).json);
    for (const answer of [await upload('described', 1, 1, TEXT), await get('described'), await margin('described')]) {
      expect(
        validator.complaint(answer.route, answer.status, answer.headers['content-type'] ?? '', answer.json),
      ).toBeNull();
    }
  });
});

describe('a rebalance by SPAN', () => {
  it('buys the spread that the procedures see, and re-evaluates what it claims', async () => {
    const answer = await post('/v1/rebalance', {
      portfolio: BOOK,
      market: SPAN_MARKET,
      objective: { minimise: 'margin', method: 'span-style', parameters: { file: { text: TEXT } } },
      universe: [{ instrument: 'ZZ-202512', minTrade: -3, maxTrade: 3 }],
      costs: { halfSpread: 0, feeFraction: 0 },
    });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toMatchObject({
      status: { termination: 'optimal' },
      trades: [{ instrument: 'ZZ-202512', quantity: '-1' }],
      after: [{ initial: 0 }],
    });
  });

  it('starts from the bounds of a credit, and says that it is approximate', async () => {
    const answer = await post('/v1/rebalance', {
      portfolio: portfolioOf({ 'ZZ-202512': 2, 'YY-202512': -1 }),
      market: SPAN_MARKET,
      objective: {
        minimise: 'margin',
        method: 'span-style',
        parameters: { file: { text: TEXT }, positionUnit: 'multiplier' },
      },
      universe: [{ instrument: 'ZZ-202512', minTrade: -1, maxTrade: 1 }],
      costs: { halfSpread: 0, feeFraction: 0 },
    });
    expect(answer.status, answer.text).toBe(200);
    const { status, before, after } = answer.json as Rebalanced;
    expect(status.exactness).toBe('approximate');
    expect(after[0]!.initial).toBeLessThan(before[0]!.initial);
  });
});

type Rebalanced = {
  status: { exactness: string };
  before: { initial: number }[];
  after: { initial: number }[];
};
type Answer = { margins: unknown[]; provenance: Record<string, string> };

function upload(id: string, part: number, parts: number, text: string): Promise<ApiAnswer> {
  return post('/v1/parameter-files', { id, part, parts, text });
}

function get(id: string, key: string = KEYS.local): Promise<ApiAnswer> {
  return api.call({ method: 'GET', path: `/v1/parameter-files/${id}`, headers: { 'x-api-key': key } });
}

function post(path: string, body: unknown): Promise<ApiAnswer> {
  return api.call({ method: 'POST', path, body, headers: { 'x-api-key': KEYS.local } });
}

function margin(parameterFileId: string): Promise<ApiAnswer> {
  const body = { portfolio: BOOK, market: SPAN_MARKET, methods: METHODS, parameterFileId };
  return post('/v1/margin', body);
}

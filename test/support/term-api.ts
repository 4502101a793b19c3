import { afterAll, beforeAll, expect } from 'vitest';
import { type ApiAnswer, type InProcessApi, KEYS, startInProcessApi } from './in-process-api.ts';

/** What a term's test asks the API with. */
export type TermApi = {
  /** @throws AssertionError showing the answer where its status isn't the expected one */
  readonly post: <T>(path: string, body: unknown, status?: number) => Promise<T>;
  readonly send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<ApiAnswer>;
  readonly recomputeAll: () => Promise<number>;
};

/** The whole API in this process for the tests of a file, closed after them; paths are below /v1. */
export function useTermApi(): TermApi {
  let api: InProcessApi;
  beforeAll(async () => {
    api = await startInProcessApi();
  });
  afterAll(() => api.close());
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.call({
      method,
      path: `/v1${path}`,
      headers: { 'x-api-key': KEYS.local, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  return {
    send,
    recomputeAll: () => api.recomputeAll(),
    post: async <T>(path: string, body: unknown, status = 200) => {
      const answer = await send('POST', path, body);
      expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({
        status,
        text: '',
      });
      return answer.json as T;
    },
  };
}

import { DEMO_AS_OF, DEMO_MARKET_ID, demoMarket } from '../../../infra/local/demo/index.ts';
import type { RebalanceAnswer, VerifyAnswer } from '../../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../../support/in-process-api.ts';
import { REQUEST, WITHOUT } from './strangles.ts';

export type WorkedExample = {
  readonly answer: RebalanceAnswer;
  readonly verified: VerifyAnswer;
  /** the least objective in whole lots without one limit */
  readonly without: readonly { readonly limit: string; readonly objective: number }[];
};

/** The example as a client would go through it: every figure is an answer of the API. */
export async function workedExample(): Promise<WorkedExample> {
  const api = await startInProcessApi();
  try {
    await call(api, 'PUT', `/markets/${DEMO_MARKET_ID}`, demoMarket(DEMO_AS_OF));
    const answer = await call<RebalanceAnswer>(api, 'POST', '/rebalance', REQUEST);
    const { certificate } = answer;
    const verified = await call<VerifyAnswer>(api, 'POST', '/verify', { request: REQUEST, certificate });
    const without: { limit: string; objective: number }[] = [];
    for (const { limit, constraints } of WITHOUT) {
      const loosened = await call<RebalanceAnswer>(api, 'POST', '/rebalance', { ...REQUEST, constraints });
      without.push({ limit, objective: loosened.certificate!.objective });
    }
    return { answer, verified, without };
  } finally {
    await api.close();
  }
}

async function call<T>(api: InProcessApi, method: string, path: string, body: unknown): Promise<T> {
  const { status, text, json } = await api.call({
    method,
    path: `/v1${path}`,
    headers: { 'x-api-key': KEYS.local },
    body,
  });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as T;
}

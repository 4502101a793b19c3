import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPERATIONS, ROUTES } from '../../../shared/contract/index.ts';

const FUNCTIONS = new URL('../../../functions/', import.meta.url);

describe('the route table', () => {
  it('names each route once and describes each', () => {
    const keys = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.keys(OPERATIONS).toSorted()).toEqual(keys.toSorted());
  });

  it('names functions that exist, and every function but those without routes', () => {
    const handlers = readdirSync(FUNCTIONS).filter((name) => existsSync(new URL(`${name}/handler.ts`, FUNCTIONS)));
    const routed = new Set<string>(ROUTES.map(({ functionName }) => functionName));
    expect(handlers.filter((name) => !routed.has(name)).toSorted()).toEqual([
      'authorise',
      'early-fills',
      'event-publisher',
      'fan-out',
      'fill-intake',
      'fill-router',
      'recompute',
      'tick',
      'webhook-delivery',
      'webhook-events',
      'webhook-slow-lane',
    ]);
    expect([...routed].filter((name) => !handlers.includes(name))).toEqual([]);
  });

  it('opens only what holds nothing of any tenant', () => {
    const open = ROUTES.filter(({ auth }) => auth === 'none').map(({ path }) => path);
    expect(open.toSorted()).toEqual(['/', '/docs', '/docs/{asset}', '/openapi.json', '/v1/health']);
  });

  it('describes the parameters that each path has', () => {
    for (const { method, path } of ROUTES) {
      const operation: (typeof OPERATIONS)[keyof typeof OPERATIONS] =
        OPERATIONS[`${method} ${path}` as keyof typeof OPERATIONS];
      const described = 'params' in operation ? Object.keys(operation.params.shape) : [];
      expect(described, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    }
  });
});

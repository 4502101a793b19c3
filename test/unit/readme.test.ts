import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEMO_AS_OF, demoBooks, demoMarket } from '../../infra/local/demo/index.ts';
import { marginRequest } from '../../shared/contract/calculation-requests.ts';
import { ROUTES } from '../../shared/contract/index.ts';
import { LIMITS } from '../../shared/contract/limits.ts';
import { rebalanceRequest } from '../../shared/contract/rebalance-request.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const PACKAGE: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
const CALLS = [...README.matchAll(/^curl .*?localhost:4010(\/\S*)(?: -d '([^']*)')?$/gms)].map(([, path, body]) => ({
  path: path!,
  body,
}));

describe('the README', () => {
  it('shows three calls on routes that exist, with bodies that the contract accepts', () => {
    expect(CALLS.map((call) => call.path)).toEqual([
      '/v1/portfolios/market-maker/margin',
      '/v1/margin',
      '/v1/rebalance',
    ]);
    expect(marginRequest.safeParse(JSON.parse(CALLS[1]!.body!)).error).toBeUndefined();
    expect(rebalanceRequest.safeParse(JSON.parse(CALLS[2]!.body!)).error).toBeUndefined();
  });

  it('names instruments and books of the demo', () => {
    const market = demoMarket(DEMO_AS_OF);
    const { portfolio } = marginRequest.parse(JSON.parse(CALLS[1]!.body!));
    for (const { instrument } of portfolio!.positions) {
      expect(market.instruments.some((each) => each.id === instrument)).toBe(true);
    }
    for (const { id } of demoBooks(market)) expect(README).toContain(`\`${id}\``);
  });

  it('names commands that exist', () => {
    const commands = [...README.matchAll(/npm (?:run )?([a-z-]+)/g)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'ci' && name !== 'brings');
    expect(commands.length).toBeGreaterThan(6);
    for (const name of commands) expect(Object.keys(PACKAGE.scripts)).toContain(name);
  });

  it('names routes and limits as they are', () => {
    const paths = new Set(ROUTES.map((route): string => route.path));
    for (const [, path] of README.matchAll(/`(?:GET|PUT|POST) (\/v1[^`\s]*)`/g)) {
      expect(
        [...paths].some((known) => known === path || known.replace('{format}', 'deribit') === path),
        path,
      ).toBe(true);
    }
    for (const limit of [LIMITS.instruments, LIMITS.positions, LIMITS.fills])
      expect(README).toContain(limit.toLocaleString('en-US'));
    expect(README).toContain(`${LIMITS.bodyBytes / 1e6} MB`);
  });
});

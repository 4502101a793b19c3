import { describe, expect, it } from 'vitest';
import { openApiDocument, ROUTES } from '../../../shared/contract/index.ts';
import { MARKET, PORTFOLIO } from '../../support/example-nouns.ts';
import { OpenApiValidator } from '../../support/openapi-validator.ts';

const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3')));

describe('the OpenAPI document', () => {
  it('is 3.1 and the same bytes whenever it is built', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
    expect(JSON.stringify(openApiDocument('1.2.3'))).toBe(JSON.stringify(document));
  });

  it('holds every route, each with its own operationId', () => {
    const operations = ROUTES.map(({ method, path }) => document.paths[path][method.toLowerCase()]);
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(ROUTES.length);
    console.log(`openapi: ${operations.length} operations`);
  });

  it('asks for the key on every route but the open ones', () => {
    expect(document.components.securitySchemes).toEqual({
      apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
    });
    for (const { method, path, auth } of ROUTES) {
      expect(document.paths[path][method.toLowerCase()].security, path).toEqual(auth === 'key' ? [{ apiKey: [] }] : []);
    }
  });

  it('has components that are valid JSON Schema 2020-12, and references that lead somewhere', () => {
    const count = new OpenApiValidator(document).compileComponents();
    console.log(`openapi: ${count} components`);
    expect(count).toBeGreaterThan(40);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    const missing = references.map((match) => match[1]!).filter((name) => !(name in document.components.schemas));
    expect(missing).toEqual([]);
  });

  it('says what the parser says: the nouns of the design pass, with an unknown field they do not', () => {
    const validator = new OpenApiValidator(document);
    expect(validator.complaintOf('MarketSnapshot', MARKET)).toBeNull();
    expect(validator.complaintOf('Portfolio', PORTFOLIO)).toBeNull();
    expect(validator.complaintOf('Portfolio', { ...PORTFOLIO, extra: 1 })).toContain('additional properties');
    expect(validator.complaintOf('MarketSnapshot', { ...MARKET, asOf: 'now' })).not.toBeNull();
  });

  it('shows paging as integers', () => {
    const { parameters } = document.paths['/v1/portfolios'].get;
    expect(parameters.find((each: { name: string }) => each.name === 'limit').schema).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 200,
    });
  });
});

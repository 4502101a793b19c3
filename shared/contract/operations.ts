import type * as z from 'zod';
import { CALCULATION_OPERATIONS } from './calculation-operations.ts';
import { deribitImport, marketSnapshot } from './market.ts';
import { methodDescription } from './method-answers.ts';
import type { Operation } from './operation.ts';
import { parameterFilePart, parameterFileView } from './parameter-file.ts';
import { assetPath, idPath, importPath, noQuery, pageQuery, versionQuery } from './parameters.ts';
import { PORTFOLIO_OPERATIONS } from './portfolio-operations.ts';
import type { RouteKey } from './routes.ts';
import { health, index } from './service-answers.ts';
import { importedMarket, marketVersion, pageOf, storedMarket } from './stored-answers.ts';

const market = { tag: 'markets', params: idPath, query: noQuery };
const service = { tag: 'service', query: noQuery };

/** Every route's schemas, by route. */
export const OPERATIONS = {
  ...CALCULATION_OPERATIONS,
  ...PORTFOLIO_OPERATIONS,
  'GET /v1/markets': {
    tag: 'markets',
    summary: 'The stored markets, each at its newest version',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(marketVersion) } },
  },
  'PUT /v1/markets/{id}': {
    ...market,
    summary: 'Store a new version of a market',
    idempotent: true,
    body: marketSnapshot,
    answers: { 201: { description: 'stored', schema: marketVersion } },
  },
  'GET /v1/markets/{id}': {
    ...market,
    summary: 'A version of a market',
    query: versionQuery,
    answers: { 200: { description: 'the version and its snapshot', schema: storedMarket } },
  },
  'GET /v1/markets/{id}/versions': {
    ...market,
    summary: 'The versions of a market, newest first',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(marketVersion) } },
  },
  'POST /v1/markets/{id}/import/{format}': {
    ...market,
    summary: "Store a new version from a venue's own format",
    params: importPath,
    idempotent: true,
    body: deribitImport,
    answers: { 201: { description: 'stored', schema: importedMarket } },
  },
  'POST /v1/parameter-files': {
    tag: 'parameter files',
    summary: "Upload a clearing house's risk-parameter file, in parts",
    description:
      'Parts may come in any order. The last to come makes the file ready, if the whole reads: else the answer names the place, and parts may be sent anew.',
    query: noQuery,
    idempotent: true,
    body: parameterFilePart,
    answers: { 201: { description: 'what has been received', schema: parameterFileView } },
  },
  'GET /v1/parameter-files/{id}': {
    tag: 'parameter files',
    summary: 'An uploaded parameter file',
    params: idPath,
    query: noQuery,
    answers: { 200: { description: 'what has been received, and what it is', schema: parameterFileView } },
  },
  'GET /v1/methods': {
    tag: 'methods',
    summary: 'Every methodology',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(methodDescription) } },
  },
  'GET /v1/methods/{id}': {
    tag: 'methods',
    summary: 'A methodology with its parameters, versions, source and scenarios',
    params: idPath,
    query: noQuery,
    answers: { 200: { description: 'machine-readable', schema: methodDescription } },
  },
  'GET /': {
    ...service,
    summary: 'Where things are',
    answers: { 200: { description: 'links', schema: index } },
  },
  'GET /docs': {
    ...service,
    summary: 'This documentation as a page',
    answers: { 200: { description: 'a page', mediaType: 'text/html' } },
  },
  'GET /docs/{asset}': {
    ...service,
    summary: 'A file of the documentation page',
    params: assetPath,
    answers: { 200: { description: 'a style sheet, script or image', mediaType: '*/*' } },
  },
  'GET /openapi.json': {
    ...service,
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', mediaType: 'application/json' } },
  },
  'GET /v1/health': {
    ...service,
    summary: 'Whether the service is up',
    answers: { 200: { description: 'it is', schema: health } },
  },
} as const satisfies Readonly<Record<RouteKey, Operation>>;

type Schemas<K extends RouteKey> = (typeof OPERATIONS)[K];
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Field<O, Name extends string> = O extends Readonly<Record<Name, infer S>> ? Parsed<S> : undefined;

/** The parameters, query and body of a route once its schemas have passed them. */
export type OperationInput<K extends RouteKey> = {
  readonly params: Field<Schemas<K>, 'params'>;
  readonly query: Field<Schemas<K>, 'query'>;
  readonly body: Field<Schemas<K>, 'body'>;
};

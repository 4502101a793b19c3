import type * as z from 'zod';
import { CALCULATION_OPERATIONS } from './calculation-operations.ts';
import { EVENT_OPERATIONS } from './event-operations.ts';
import { ledgerEntry } from './ledger-answer.ts';
import { deribitImport, marketSnapshot } from './market.ts';
import { methodDescription } from './method-answers.ts';
import type { Operation } from './operation.ts';
import { parameterFilePart, parameterFileView } from './parameter-file.ts';
import {
  assetPath,
  fillsImportPath,
  idPath,
  importPath,
  noQuery,
  pageQuery,
  sinceQuery,
  snapshotPath,
  versionQuery,
} from './parameters.ts';
import { policyRequest, policyView } from './policy.ts';
import { portfolio } from './portfolio.ts';
import { explainAnswer, replayAnswer } from './replay-answer.ts';
import type { RouteKey } from './routes.ts';
import { health, index } from './service-answers.ts';
import {
  adjustmentsAnswer,
  deletedPortfolio,
  fillsAnswer,
  fillsImportAnswer,
  importedMarket,
  marginView,
  marketVersion,
  pageOf,
  portfolioSummary,
  positionView,
  snapshot,
  snapshotSummary,
  storedMarket,
  storedPortfolio,
} from './stored-answers.ts';
import { adjustmentsRequest, fillsImportRequest, fillsRequest } from './stored-requests.ts';
import { suggestionSummary, suggestionView } from './suggestion-answer.ts';
import { WEBHOOK_OPERATIONS } from './webhook-operations.ts';

const book = { tag: 'portfolios', params: idPath, query: noQuery };
const market = { tag: 'markets', params: idPath, query: noQuery };
const service = { tag: 'service', query: noQuery };

/** Every route's schemas, by route. */
export const OPERATIONS = {
  ...CALCULATION_OPERATIONS,
  'GET /v1/portfolios': {
    tag: 'portfolios',
    summary: 'The stored portfolios',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(portfolioSummary) } },
  },
  'PUT /v1/portfolios/{id}': {
    ...book,
    summary: 'Create a portfolio, or change its settings',
    description: 'Holdings are booked as opening entries. Later they change by fills and adjustments only.',
    idempotent: true,
    conditional: true,
    body: portfolio,
    answers: {
      200: { description: 'changed, or as it was', schema: storedPortfolio, etag: true },
      201: { description: 'created', schema: storedPortfolio, etag: true },
    },
  },
  'GET /v1/portfolios/{id}': {
    ...book,
    summary: 'A stored portfolio',
    answers: { 200: { description: 'with its revision', schema: storedPortfolio, etag: true } },
  },
  'DELETE /v1/portfolios/{id}': {
    ...book,
    summary: 'Delete a portfolio',
    idempotent: true,
    conditional: true,
    answers: { 200: { description: 'the revision that was deleted', schema: deletedPortfolio } },
  },
  'GET /v1/portfolios/{id}/positions': {
    ...book,
    summary: 'Positions with realised and unrealised gains',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(positionView) } },
  },
  'GET /v1/portfolios/{id}/ledger': {
    ...book,
    summary: 'Every entry in revision order',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(ledgerEntry) } },
  },
  'PUT /v1/portfolios/{id}/policy': {
    ...book,
    summary: 'Set how a portfolio is margined and watched',
    description: 'A new version starts a recomputation. If-Match names the version of the policy.',
    idempotent: true,
    conditional: true,
    body: policyRequest,
    answers: { 200: { description: 'with its version', schema: policyView, etag: true } },
  },
  'GET /v1/portfolios/{id}/policy': {
    ...book,
    summary: 'How a portfolio is margined and watched',
    answers: {
      200: { description: 'the policy in force, version 0 until one is set', schema: policyView, etag: true },
    },
  },
  'POST /v1/portfolios/{id}/fills': {
    ...book,
    summary: 'Apply fills, corrections and busts, each exactly once',
    idempotent: true,
    conditional: true,
    body: fillsRequest,
    answers: { 200: { description: 'one result per fill, in the order sent', schema: fillsAnswer, etag: true } },
  },
  'POST /v1/portfolios/{id}/fills/import/{format}': {
    ...book,
    summary: "Apply the fills in a venue's own answer, each exactly once",
    description:
      'Contracts are found by what their names say, quantities become contracts of the market. Rows that are no trades come back with the reason.',
    params: fillsImportPath,
    idempotent: true,
    conditional: true,
    body: fillsImportRequest,
    answers: { 200: { description: 'one result per trade, in the order sent', schema: fillsImportAnswer, etag: true } },
  },
  'POST /v1/portfolios/{id}/adjustments': {
    ...book,
    summary: 'Deposits, withdrawals, transfers, corrections and settlements, each exactly once',
    idempotent: true,
    conditional: true,
    body: adjustmentsRequest,
    answers: {
      200: { description: 'one result per adjustment, in the order sent', schema: adjustmentsAnswer, etag: true },
    },
  },
  'GET /v1/portfolios/{id}/margin': {
    ...book,
    summary: 'The newest margin snapshot',
    answers: { 200: { description: 'with the revision and market version it is of', schema: marginView } },
  },
  'GET /v1/portfolios/{id}/snapshots': {
    ...book,
    summary: 'Margin snapshots, newest first',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(snapshotSummary) } },
  },
  'GET /v1/portfolios/{id}/snapshots/{sid}': {
    ...book,
    summary: 'One margin snapshot',
    params: snapshotPath,
    answers: { 200: { description: 'with the full answer', schema: snapshot } },
  },
  'POST /v1/portfolios/{id}/snapshots/{sid}/replay': {
    ...book,
    summary: 'Compute a snapshot anew from its stored inputs',
    params: snapshotPath,
    answers: { 200: { description: 'whether the same came out, byte for byte', schema: replayAnswer } },
  },
  'GET /v1/portfolios/{id}/snapshots/{sid}/explain': {
    ...book,
    summary: 'Why the margin differs from that of another snapshot',
    params: snapshotPath,
    query: sinceQuery,
    answers: { 200: { description: 'the change split into its causes', schema: explainAnswer } },
  },
  ...EVENT_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  'GET /v1/portfolios/{id}/suggestions': {
    ...book,
    summary: 'Suggested rebalances, newest first',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(suggestionSummary) } },
  },
  'GET /v1/portfolios/{id}/suggestions/{sid}': {
    ...book,
    summary: 'What is outside the policy, and the trades that mend it',
    params: snapshotPath,
    answers: { 200: { description: 'with its certificate', schema: suggestionView } },
  },
  'POST /v1/portfolios/{id}/suggestions/{sid}/accept': {
    ...book,
    summary: 'Accept a suggestion',
    idempotent: true,
    params: snapshotPath,
    answers: { 200: { description: 'with the fills that are expected', schema: suggestionView } },
  },
  'POST /v1/portfolios/{id}/suggestions/{sid}/dismiss': {
    ...book,
    summary: 'Dismiss a suggestion',
    idempotent: true,
    params: snapshotPath,
    answers: { 200: { description: 'as it is remembered', schema: suggestionView } },
  },
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

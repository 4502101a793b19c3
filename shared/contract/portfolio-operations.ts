import { EVENT_OPERATIONS } from './event-operations.ts';
import { ledgerEntry } from './ledger-answer.ts';
import type { Operation } from './operation.ts';
import { fillsImportPath, idPath, noQuery, pageQuery, sinceQuery, snapshotPath } from './parameters.ts';
import { policyRequest, policyView } from './policy.ts';
import { portfolio } from './portfolio.ts';
import { explainAnswer, replayAnswer } from './replay-answer.ts';
import type { RouteKey } from './routes.ts';
import {
  adjustmentsAnswer,
  deletedPortfolio,
  fillsAnswer,
  fillsImportAnswer,
  marginView,
  pageOf,
  portfolioSummary,
  positionView,
  snapshot,
  snapshotSummary,
  storedPortfolio,
} from './stored-answers.ts';
import { adjustmentsRequest, fillsImportRequest, fillsRequest } from './stored-requests.ts';
import { suggestionSummary, suggestionView } from './suggestion-answer.ts';
import { WEBHOOK_OPERATIONS } from './webhook-operations.ts';

const book = { tag: 'portfolios', params: idPath, query: noQuery };

/** Stored portfolios, their ledger, snapshots and suggestions. */
export const PORTFOLIO_OPERATIONS = {
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
} as const satisfies Partial<Readonly<Record<RouteKey, Operation>>>;

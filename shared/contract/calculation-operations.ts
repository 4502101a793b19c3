import { backtestAnswer } from './backtest-answer.ts';
import { backtestRequest, exposureRequest, marginRequest, riskRequest, whatIfRequest } from './calculation-requests.ts';
import { collateralAnswer } from './collateral-answer.ts';
import { collateralRequest } from './collateral-request.ts';
import { exposureAnswer } from './exposure-answer.ts';
import { frontierAnswer } from './frontier-answer.ts';
import { frontierRequest } from './frontier-request.ts';
import { marginAnswer } from './margin-answer.ts';
import type { Operation } from './operation.ts';
import { noQuery } from './parameters.ts';
import { poolingAnswer } from './pooling-answer.ts';
import { poolingRequest } from './pooling-request.ts';
import { rebalanceAnswer } from './rebalance-answer.ts';
import { rebalanceRequest } from './rebalance-request.ts';
import { riskAnswer } from './risk-answer.ts';
import type { RouteKey } from './routes.ts';
import { legOrderAnswer, maxSizeAnswer } from './sizing-answers.ts';
import { legOrderRequest, maxSizeRequest } from './sizing-requests.ts';
import { forecastAnswer, reverseStressAnswer, stressAnswer } from './stress-answer.ts';
import { forecastRequest, reverseStressRequest, stressRequest } from './stress-request.ts';
import { verifyAnswer, verifyRequest } from './verify.ts';
import { whatIfAnswer } from './what-if-answer.ts';

const calculation = { tag: 'calculations', query: noQuery };

/** Stateless: a book and a market in, an answer out. */
export const CALCULATION_OPERATIONS = {
  'POST /v1/margin': {
    ...calculation,
    summary: 'Margin of a book under each method, and why',
    body: marginRequest,
    answers: { 200: { description: 'one entry per method', schema: marginAnswer } },
  },
  'POST /v1/exposure': {
    ...calculation,
    summary: 'Greeks by underlying, expiry and venue',
    body: exposureRequest,
    answers: { 200: { description: 'cells and totals', schema: exposureAnswer } },
  },
  'POST /v1/risk': {
    ...calculation,
    summary: 'Value at risk and expected shortfall, with what each holding adds',
    body: riskRequest,
    answers: { 200: { description: 'one entry per measure', schema: riskAnswer } },
  },
  'POST /v1/backtest': {
    ...calculation,
    summary: "How methods would have done on the days of the market's history",
    body: backtestRequest,
    answers: { 200: { description: 'one entry per method', schema: backtestAnswer } },
  },
  'POST /v1/stress': {
    ...calculation,
    summary: 'What a book gains and needs under any shocks, by full revaluation beside its Greeks',
    body: stressRequest,
    answers: { 200: { description: 'one entry per scenario, in order', schema: stressAnswer } },
  },
  'POST /v1/stress/reverse': {
    ...calculation,
    summary: 'Every shock at which a book would just meet its maintenance margin',
    body: reverseStressRequest,
    answers: { 200: { description: 'roots, the distance to the nearest, and the curve', schema: reverseStressAnswer } },
  },
  'POST /v1/forecast': {
    ...calculation,
    summary: 'Margin and equity on each of the next days, and the first day of breach',
    body: forecastRequest,
    answers: { 200: { description: 'one entry per day, today first', schema: forecastAnswer } },
  },
  'POST /v1/pooling': {
    ...calculation,
    summary: 'What venues need apart and pooled, and what pooling saves',
    body: poolingRequest,
    answers: { 200: { description: 'siloed, pooled and saving, by venue and pair', schema: poolingAnswer } },
  },
  'POST /v1/what-if': {
    ...calculation,
    summary: 'Margin before and after some trades',
    body: whatIfRequest,
    answers: { 200: { description: 'before, after and change per method', schema: whatIfAnswer } },
  },
  'POST /v1/max-size': {
    ...calculation,
    summary: 'The largest quantity that still fits',
    body: maxSizeRequest,
    answers: { 200: { description: 'with the states before, at and beyond it', schema: maxSizeAnswer } },
  },
  'POST /v1/leg-order': {
    ...calculation,
    summary: 'The order of trades in which margin peaks lowest',
    body: legOrderRequest,
    answers: { 200: { description: 'the order, the margin after each leg and a bound', schema: legOrderAnswer } },
  },
  'POST /v1/rebalance': {
    ...calculation,
    summary: 'The trades that need the least margin',
    description:
      'Equal requests give equal trades: of equally good ones those that cost least, a basis point of the value traded added, and of interchangeable contracts those earlier in the universe; in whole lots, the first that the search comes by. Of trades in whole lots, with a ticket or a limited number, a branching tree proves the best where it is small; what a search says beyond the bound is its claim.',
    body: rebalanceRequest,
    answers: {
      200: { description: 'trades with a certificate; infeasible limits are named', schema: rebalanceAnswer },
    },
  },
  'POST /v1/frontier': {
    ...calculation,
    summary: 'The efficient frontier of what a book holds, with its corner portfolios',
    body: frontierRequest,
    answers: { 200: { description: 'each portfolio by its weights, certified', schema: frontierAnswer } },
  },
  'POST /v1/collateral': {
    ...calculation,
    summary: 'The cheapest allocation of collateral over venues',
    body: collateralRequest,
    answers: {
      200: {
        description:
          'what to post where, certified; where not all venues can be covered, the limits that conflict and what would help',
        schema: collateralAnswer,
      },
    },
  },
  'POST /v1/verify': {
    ...calculation,
    summary: 'Check the certificate of a rebalance, a frontier or an allocation of collateral without a solver',
    body: verifyRequest,
    answers: { 200: { description: 'each residual and what is proved', schema: verifyAnswer } },
  },
} as const satisfies Partial<Readonly<Record<RouteKey, Operation>>>;

export { LIMITS } from './limits.ts';
export { openApiDocument } from './openapi.ts';
export type { Operation } from './operation.ts';
export type { OperationInput } from './operations.ts';
export { OPERATIONS } from './operations.ts';
export type { ProblemCause } from './problem.ts';
export { BODY_TOO_LARGE, causeOfIssues, problemOf, statusOf } from './problem.ts';
export type { RouteKey } from './routes.ts';
export { ROUTES } from './routes.ts';

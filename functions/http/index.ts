export { calculate } from './calculate.ts';
export { httpHandler } from './http-handler.ts';
export { logger } from './logger.ts';
export { once } from './once.ts';
export { ProblemError } from './problem-error.ts';
export type { ApiRequest } from './read-request.ts';
export { etag, reply, replyWith } from './reply.ts';
export { serialise } from './serialise.ts';
export { stored, storedWebhooks } from './stored.ts';

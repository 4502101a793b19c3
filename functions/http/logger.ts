import { Logger } from '@aws-lambda-powertools/logger';

/** Structured lines; service and level come from the environment of the function. Never given a body, a key or a query. */
export const logger = new Logger();

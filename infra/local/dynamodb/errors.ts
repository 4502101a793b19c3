import { type AnswerableError, AwsError, isAnswerable } from '../aws-json/errors.ts';

const SERVICE = 'com.amazonaws.dynamodb.v20120810#';

/** Control operations name the table, data operations don't. */
export function tableNotFound(name: string | null): AnswerableError {
  const message = `Requested resource not found${name === null ? '' : `: Table: ${name} not found`}`;
  return new AwsError(`${SERVICE}ResourceNotFoundException`, { message });
}

export function tokenMismatch(): AnswerableError {
  const Message = 'The request parameters do not match those of the earlier request with this client request token';
  return new AwsError(`${SERVICE}IdempotentParameterMismatchException`, { Message });
}

/** Why one action of a transaction failed; `None` for an action that could have gone through. */
export interface CancellationReason {
  readonly Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError';
  readonly Message?: string;
  readonly Item?: unknown;
}

/** The message and the reasons list every action in the order of the request, as AWS does. */
export function transactionCanceled(reasons: readonly CancellationReason[]): AnswerableError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  const Message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError(`${SERVICE}TransactionCanceledException`, { CancellationReasons: reasons, Message });
}

/** True if the error is the named exception, whatever its namespace. */
export function isException(error: unknown, name: string): error is AnswerableError {
  return isAnswerable(error) && error.body['__type'].endsWith(`#${name}`);
}

export function messageOf(error: AnswerableError): string {
  const message = error.body['message'] ?? error.body['Message'];
  return typeof message === 'string' ? message : error.message;
}

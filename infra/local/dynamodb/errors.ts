/** An error that goes to the client as it is: an HTTP status and the JSON body that AWS would send. dynalite's own errors have this form too. */
export interface AnswerableError extends Error {
  readonly statusCode: number;
  readonly body: { readonly __type: string } & Readonly<Record<string, unknown>>;
}

class DynamoDbError extends Error implements AnswerableError {
  readonly statusCode: number;
  readonly body: AnswerableError['body'];

  constructor(type: string, fields: Readonly<Record<string, unknown>>, statusCode = 400) {
    super(type);
    this.statusCode = statusCode;
    this.body = { __type: type, ...fields };
  }
}

const SERVICE = 'com.amazonaws.dynamodb.v20120810#';

export function validationError(message: string): AnswerableError {
  return new DynamoDbError('com.amazon.coral.validate#ValidationException', { message });
}

export function serialisationError(): AnswerableError {
  return new DynamoDbError('com.amazon.coral.service#SerializationException', {});
}

export function unknownOperation(): AnswerableError {
  return new DynamoDbError('com.amazon.coral.service#UnknownOperationException', {});
}

export function missingAuthentication(): AnswerableError {
  const message = 'Request is missing Authentication Token';
  return new DynamoDbError('com.amazon.coral.service#MissingAuthenticationTokenException', { message });
}

export function requestTooLarge(): AnswerableError {
  return new DynamoDbError('com.amazon.coral.service#RequestEntityTooLargeException', {}, 413);
}

export function internalError(): AnswerableError {
  return new DynamoDbError(`${SERVICE}InternalServerError`, { message: 'Internal server error' }, 500);
}

/** Control operations name the table, data operations don't. */
export function tableNotFound(name: string | null): AnswerableError {
  const message = `Requested resource not found${name === null ? '' : `: Table: ${name} not found`}`;
  return new DynamoDbError(`${SERVICE}ResourceNotFoundException`, { message });
}

export function tokenMismatch(): AnswerableError {
  const Message = 'The request parameters do not match those of the earlier request with this client request token';
  return new DynamoDbError(`${SERVICE}IdempotentParameterMismatchException`, { Message });
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
  return new DynamoDbError(`${SERVICE}TransactionCanceledException`, { CancellationReasons: reasons, Message });
}

export function isAnswerable(error: unknown): error is AnswerableError {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

/** True if the error is the named exception, whatever its namespace. */
export function isException(error: unknown, name: string): error is AnswerableError {
  return isAnswerable(error) && error.body['__type'].endsWith(`#${name}`);
}

export function messageOf(error: AnswerableError): string {
  const message = error.body['message'] ?? error.body['Message'];
  return typeof message === 'string' ? message : error.message;
}

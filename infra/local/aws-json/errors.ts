/** An error that goes to the client as it is: an HTTP status and the JSON body that AWS would send. dynalite's own errors have this form too. */
export interface AnswerableError extends Error {
  readonly statusCode: number;
  readonly body: { readonly __type: string } & Readonly<Record<string, unknown>>;
}

export class AwsError extends Error implements AnswerableError {
  readonly statusCode: number;
  readonly body: AnswerableError['body'];

  constructor(type: string, fields: Readonly<Record<string, unknown>>, statusCode = 400) {
    super(type);
    this.statusCode = statusCode;
    this.body = { __type: type, ...fields };
  }
}

export function validationError(message: string): AnswerableError {
  return new AwsError('com.amazon.coral.validate#ValidationException', { message });
}

export function serialisationError(): AnswerableError {
  return new AwsError('com.amazon.coral.service#SerializationException', {});
}

export function unknownOperation(): AnswerableError {
  return new AwsError('com.amazon.coral.service#UnknownOperationException', {});
}

export function missingAuthentication(): AnswerableError {
  const message = 'Request is missing Authentication Token';
  return new AwsError('com.amazon.coral.service#MissingAuthenticationTokenException', { message });
}

export function requestTooLarge(): AnswerableError {
  return new AwsError('com.amazon.coral.service#RequestEntityTooLargeException', {}, 413);
}

export function internalError(): AnswerableError {
  return new AwsError('com.amazon.coral.service#InternalServerError', { message: 'Internal server error' }, 500);
}

export function isAnswerable(error: unknown): error is AnswerableError {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

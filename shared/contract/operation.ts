import type * as z from 'zod';

/** What a route takes and gives: the one description that handlers and the OpenAPI document share. */
export type Operation = {
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** takes Idempotency-Key */
  readonly idempotent?: true;
  /** takes If-Match */
  readonly conditional?: true;
  /** takes Last-Event-ID */
  readonly resumable?: true;
  readonly params?: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, Answer>>;
};

type Answer = {
  readonly description: string;
  /** absent where the answer isn't JSON */
  readonly schema?: z.ZodType;
  readonly mediaType?: string;
  readonly etag?: true;
};

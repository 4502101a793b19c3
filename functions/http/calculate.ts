import type { APIGatewayProxyResult } from 'aws-lambda';
import { chain, type Outcome } from '../../shared/foundation/index.ts';
import { type ResolvedSubject, resolveSubject } from '../../shared/usecases/index.ts';
import { replyWith } from './reply.ts';
import { stored } from './stored.ts';

/** Finds the book, the market and the parameter file that the request means, then answers what `calculation` makes of them. */
export async function calculate<T>(
  tenant: string,
  request: Parameters<typeof resolveSubject>[2],
  calculation: (subject: ResolvedSubject) => Outcome<T>,
): Promise<APIGatewayProxyResult> {
  const subject = await resolveSubject(stored(), tenant, request);
  return replyWith(chain(subject, calculation));
}

import * as z from 'zod';
import type { VerifyAnswer } from '../usecases/index.ts';
import { collateralRequest } from './collateral-request.ts';
import { frontierCertificate } from './frontier-answer.ts';
import { frontierRequest } from './frontier-request.ts';
import { provenance } from './margin-answer.ts';
import { certificate } from './rebalance-answer.ts';
import { rebalanceRequest } from './rebalance-request.ts';

const QUESTIONS = ['request', 'collateral', 'frontier'] as const;

export const verifyRequest = z
  .strictObject({
    request: rebalanceRequest.optional().meta({ description: 'what /rebalance was asked' }),
    collateral: collateralRequest.optional().meta({ description: 'what /collateral was asked' }),
    frontier: frontierRequest.optional().meta({ description: 'what /frontier was asked' }),
    certificate: z
      .union([certificate, frontierCertificate], 'must be the certificate of an answer')
      .meta({ description: 'of its answer' }),
  })
  .superRefine((body, context) => {
    const refuse = (message: string, path: string) => context.addIssue({ code: 'custom', message, path: [path] });
    const [first, second] = QUESTIONS.filter((question) => body[question] !== undefined);
    if (first === undefined) return refuse('or collateral or frontier is required', 'request');
    if (second !== undefined) return refuse(`excludes ${second}`, first);
    if ((first === 'frontier') !== 'corners' in body.certificate)
      refuse(`is not one of a ${first === 'request' ? 'rebalance' : first} answer`, 'certificate');
  })
  .meta({ id: 'VerifyRequest' });

export const verifyAnswer = z
  .strictObject({
    valid: z.boolean(),
    residuals: z.strictObject({ rowViolation: z.number(), boundViolation: z.number(), gapFraction: z.number() }),
    proved: z.array(z.string()).meta({ description: 'what follows without trusting the solver' }),
    refuted: z.array(z.string()).meta({ description: 'what is claimed and not borne out' }),
    unproven: z.array(z.string()).meta({ description: "a solver's word, which nothing here shows" }),
    provenance,
  })
  .meta({ id: 'VerifyAnswer' }) satisfies z.ZodType<VerifyAnswer>;

import * as z from 'zod';
import type { WebhookView } from '../usecases/index.ts';
import { LIMITS } from './limits.ts';
import { identifier, instant } from './primitives.ts';

const KEY_BYTES = { least: 24, most: 64 };

const eventType = z.enum(['MarginComputed', 'MarginBreached', 'RebalanceSuggested']);

const url = z
  .string()
  .max(2048)
  .meta({ description: 'https, and not of a private address', example: 'https://risk.example.com/ballast' });

const secret = z
  .string()
  .max(256)
  .refine(isSecret, `must be whsec_ and the base64 of ${KEY_BYTES.least} to ${KEY_BYTES.most} bytes`)
  .meta({ description: 'as Standard Webhooks has it: whsec_ and a key in base64' });

const settings = {
  url,
  events: z.array(eventType).min(1).max(eventType.options.length),
  portfolios: z.array(identifier).min(1).max(LIMITS.webhookPortfolios).nullable(),
  enabled: z.boolean(),
};

export const webhookRequest = z
  .strictObject({
    ...settings,
    events: settings.events.default([...eventType.options]),
    portfolios: settings.portfolios.default(null).meta({ description: 'null: all of them' }),
    enabled: settings.enabled.default(true),
    secret: secret
      .optional()
      .meta({ description: 'one is made where there is none yet; another than the last signs beside it for a day' }),
  })
  .meta({ id: 'WebhookRequest' });

const viewFields = {
  id: identifier,
  ...settings,
  createdAt: instant,
  updatedAt: instant,
  secretCreatedAt: instant,
  previousSecretUntil: instant.nullable().meta({ description: 'until when the secret before signs too' }),
  health: z.strictObject({
    slow: z.boolean().meta({ description: 'it took two seconds or more the last time: it waits with others like it' }),
    failingSince: instant.nullable().meta({ description: 'the first try that failed since one was taken' }),
    givenUpInRow: z.int().min(0).meta({ description: 'deliveries given up since one was taken' }),
  }),
  switchedOff: z
    .strictObject({ at: instant, reason: z.string() })
    .nullable()
    .meta({ description: 'disabled because nothing was taken for long; enable it again to go on' }),
};

export const webhookView = z.strictObject(viewFields).meta({ id: 'Webhook' }) satisfies z.ZodType<WebhookView>;

export const webhookWithSecret = z
  .strictObject({ ...viewFields, secret: secret.optional() })
  .meta({ id: 'WebhookWithSecret', description: 'the secret only where it was just made: it is not shown again' });

export const webhookDelivery = z
  .strictObject({
    deliveryId: identifier.meta({ description: 'the `webhook-id` of every try' }),
    eventType,
    portfolioId: identifier,
    eventId: z.int().min(1),
    createdAt: instant,
    status: z
      .enum(['pending', 'delivered', 'failed', 'cancelled'])
      .meta({ description: 'failed: given up; cancelled: the webhook was disabled or switched off' }),
    attemptCount: z.int().min(0),
    attempts: z
      .array(
        z.strictObject({
          at: instant,
          status: z.int().nullable(),
          error: z.string().nullable(),
          latencyMs: z.int().min(0),
        }),
      )
      .meta({ description: 'the last twenty, oldest first' }),
    nextAttemptAt: instant.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

function isSecret(text: string): boolean {
  const key = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(text)?.[1] ?? '';
  const bytes = (key.length * 3) / 4 - (key.match(/=/g)?.length ?? 0);
  return bytes >= KEY_BYTES.least && bytes <= KEY_BYTES.most;
}

import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { LIMITS } from './limits.ts';
import { portfolioEvent } from './portfolio-event.ts';

/** What a receiver needs to tell our messages from others' and from old ones; a test runs it on what is delivered. */
export const VERIFICATION_SNIPPET = `const { createHmac, timingSafeEqual } = require('node:crypto');

const TOLERANCE_SECONDS = 300;

/** @param rawBody the bytes as they came, before any parsing */
function isFromBallast(secret, headers, rawBody, nowSeconds = Date.now() / 1000) {
  const timestamp = headers['webhook-timestamp'];
  if (!(Math.abs(nowSeconds - Number(timestamp)) <= TOLERANCE_SECONDS)) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const wanted = createHmac('sha256', key).update(headers['webhook-id'] + '.' + timestamp + '.').update(rawBody).digest();
  return headers['webhook-signature'].split(' ').some((each) => {
    const [version, text = ''] = each.split(',');
    const found = Buffer.from(text, 'base64');
    return version === 'v1' && found.length === wanted.length && timingSafeEqual(found, wanted);
  });
}`;

const DESCRIPTION = `Posted to each webhook that wants the event, signed as [Standard Webhooks](https://www.standardwebhooks.com) has it: HMAC-SHA256
over \`<webhook-id>.<webhook-timestamp>.<body>\`, so any of its libraries verifies it. During rotations the header holds two
signatures, or three.

Take a message only if its timestamp, which every try has anew, is within five minutes of now, and only once per \`webhook-id\`:
an event is delivered at least once, and may come again or out of order; \`portfolioId\` and \`id\` give the order.

\`\`\`js
${VERIFICATION_SNIPPET}
\`\`\`

Answer 2xx within ten seconds. Anything else, redirects too, is tried again after 2 s, 8 s, 32 s and so on up to an hour, less up
to half of that by chance, eight times in all; then the delivery has failed, and may be asked for again.

A webhook is switched off once ${LIMITS.webhookGivenUp} deliveries in a row were given up and nothing was taken for ${LIMITS.webhookFailingHours} hours:
\`switchedOff\` says when and why, what still waits is cancelled, and a \`PUT\` that enables it switches it on again. Deliveries to a
target that took two seconds or more the last time wait with others like it, so that they delay none that is quick.`;

const headers = z.object({
  'webhook-id': z.string().meta({ description: 'the same for every try' }),
  'webhook-timestamp': z.string().meta({ description: 'of this try, in seconds since 1970' }),
  'webhook-signature': z.string().meta({ description: 'v1,<base64>, several separated by spaces' }),
});

/** The requests that go out, as the OpenAPI document shows them. */
export const WEBHOOK_DOCUMENT: ZodOpenApiPathsObject = {
  portfolioEvent: {
    post: {
      operationId: 'portfolio-event',
      summary: 'Something happened to a portfolio',
      description: DESCRIPTION,
      tags: ['webhooks'],
      security: [],
      requestParams: { header: headers },
      requestBody: { required: true, content: { 'application/json': { schema: portfolioEvent } } },
      responses: { '2XX': { description: 'taken' } },
    },
  },
};

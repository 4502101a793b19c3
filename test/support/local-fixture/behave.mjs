let running = 0;
let most = 0;

const BEHAVIOURS = {
  echo: (event, context) =>
    answer({ event, requestId: context.awsRequestId, left: context.getRemainingTimeInMillis() }),
  environment: () => answer(process.env),
  fault: () => {
    throw new Error('a fault');
  },
  exit: () => process.exit(3),
  spin: () => {
    for (;;);
  },
  hang: () => new Promise(() => {}),
  malformed: () => 'not an answer',
  large: () => ({ statusCode: 200, body: 'x'.repeat(7 * 1024 * 1024) }),
  binary: () => ({
    statusCode: 200,
    headers: { 'content-type': 'image/png' },
    body: Buffer.from([0, 255, 137]).toString('base64'),
    isBase64Encoded: true,
  }),
  cookies: () => ({ statusCode: 204, headers: { a: '1' }, multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] } }),
  overlap: async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running--;
    return answer({ most });
  },
};

export async function handler(event, context) {
  const mode = event.queryStringParameters?.mode ?? 'echo';
  return BEHAVIOURS[mode](event, context);
}

function answer(body) {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

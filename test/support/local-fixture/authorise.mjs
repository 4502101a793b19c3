import { appendFileSync } from 'node:fs';

export async function handler(event) {
  const [, key] = Object.entries(event.headers).find(([name]) => name.toLowerCase() === 'x-api-key');
  appendFileSync(process.env.CALLS_FILE, `${key}\n`);
  if (key === 'unknown') throw new Error('Unauthorized');
  if (key === 'crash') throw new TypeError('no backend');
  if (key === 'odd') return { hello: 'world' };
  const Effect = key === 'denied' ? 'Deny' : 'Allow';
  const Resource = key === 'narrow' ? event.methodArn : `${event.methodArn.split('/').slice(0, 2).join('/')}/*`;
  return {
    principalId: key,
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
    context: { tenantId: `tenant of ${key}` },
  };
}

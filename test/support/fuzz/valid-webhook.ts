import type { Random } from '../random.ts';

const EVENTS = ['MarginComputed', 'MarginBreached', 'RebalanceSuggested'];

/** A webhook as its owner might put it; names are left out, so that nobody is asked for them. */
export function fuzzWebhook(random: Random): object {
  const url = random.pick(['https://93.184.216.34/hook', 'https://93.184.216.34:8443/?x=1', 'http://127.0.0.1:9/hook']);
  return {
    url,
    ...(random.chance(0.5) ? { events: random.some(EVENTS, 1 + random.below(3)) } : {}),
    ...(random.chance(0.3) ? { portfolios: ['book-0', 'book-1'] } : {}),
    ...(random.chance(0.2) ? { enabled: false } : {}),
    ...(random.chance(0.3) ? { secret: `whsec_${Buffer.alloc(32, random.below(256)).toString('base64')}` } : {}),
  };
}

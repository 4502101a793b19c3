import type { Random } from '../random.ts';
import { INSTRUMENTS, instant, lots } from './valid-nouns.ts';

/** Counts the entries sent, which names them. */
type Numbered = { fills: number };

/** A trade, a correction or a bust; those may name a fill that there isn't. */
export function fill(random: Random, world: Numbered): object {
  const earlier = `f-${random.below(world.fills + 1)}`;
  if (random.chance(0.1)) return { fillId: `f-${world.fills++}`, busts: earlier, executedAt: instant(random) };
  return {
    ...(random.chance(0.1) ? { corrects: earlier } : {}),
    fillId: `f-${world.fills++}`,
    instrument: random.pick(INSTRUMENTS),
    side: random.pick(['buy', 'sell']),
    quantity: lots(random, 0.1, 5),
    price: random.chance(0.5) ? random.between(10, 5000) : `${random.below(5000) + 1}.5`,
    ...(random.chance(0.5) ? { fee: '0.25', feeCurrency: 'USD' } : {}),
    ...(random.chance(0.3) ? { venue: 'second' } : {}),
    executedAt: instant(random),
  };
}

function settlement(random: Random, world: Numbered): object {
  return {
    adjustmentId: `a-${world.fills++}`,
    kind: 'settlement',
    instrument: random.pick(INSTRUMENTS),
    settlementPrice: lots(random, 1, 90_000),
    effectiveAt: '2027-01-29T08:00:00Z',
  };
}

export function adjustment(random: Random, world: Numbered): object {
  if (random.chance(0.15)) return settlement(random, world);
  const kind = random.pick(['deposit', 'withdrawal', 'transfer', 'correction']);
  const moved = kind === 'transfer' ? { toVenue: 'second' } : {};
  return {
    adjustmentId: `a-${world.fills++}`,
    kind,
    asset: random.pick(['USD', 'BTC']),
    quantity: 1 + random.below(1000),
    ...moved,
    effectiveAt: instant(random),
  };
}

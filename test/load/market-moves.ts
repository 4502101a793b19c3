import type { BenchRow } from '../bench/bench-row.ts';
import { movedMarket, N_INSTRUMENTS, portfolioId } from './books.ts';
import type { LoadSystem } from './load-system.ts';

/** The largest move only once: it takes minutes. */
const MOVES = 3;
const LARGE = 5000;

type Move = { readonly seconds: number; readonly pricings: number };

/**
 * A move of a market over so many portfolios, while others are stored on other markets: from the call to the last margin. The middle of three
 * unless there are very many portfolios; its prices are counted as the recompute function counts them.
 */
export async function measureMoves(
  system: LoadSystem,
  marketId: string,
  portfolios: number,
  others: number,
): Promise<BenchRow[]> {
  const moves: Move[] = [];
  for (let n = 0; n < (portfolios < LARGE ? MOVES : 1); n++) moves.push(await move(system, marketId, portfolios));
  const { seconds, pricings } = moves.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(moves.length / 2)]!;
  const name = `market move over ${portfolios} portfolios, beside ${others} on other markets`;
  return [
    { name, value: seconds, unit: 's' },
    { name: `${name}, each`, value: (seconds * 1000) / portfolios, unit: 'ms' },
    { name: `${name}, prices worked out for ${N_INSTRUMENTS} contracts`, value: pricings, unit: 'prices' },
    { name: `${name}, memory of the process`, value: system.residentBytes() / 2 ** 20, unit: 'MB' },
  ];
}

let versions = 0;

async function move(system: LoadSystem, marketId: string, portfolios: number): Promise<Move> {
  const mark = system.log.mark();
  const started = Date.now();
  versions += 1;
  await system.send(movedMarket(marketId, versions));
  const { lastMs, pricings } = await system.log.until(mark, portfolios);
  for (const index of [0, Math.floor(portfolios / 2), portfolios - 1]) {
    await system.settled(portfolioId(marketId, index));
  }
  return { seconds: (lastMs - started) / 1000, pricings };
}

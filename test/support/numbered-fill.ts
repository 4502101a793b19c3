export const minuteAt = (minute: number) => new Date(Date.UTC(2026, 1, 5, 10, minute)).toISOString();

/** The n-th of a run of fills of different instruments, sides and sizes, a minute apart. */
export function numberedFill(n: number) {
  return {
    fillId: `f${n}`,
    instrument: ['BTC-PERP', 'ETH-PERP', 'BTC-0-65000-C'][n % 3],
    side: n % 4 === 1 ? 'sell' : 'buy',
    quantity: `${1 + (n % 5)}.5`,
    price: 2000 + 100 * n,
    fee: '0.25',
    executedAt: minuteAt(n),
  };
}

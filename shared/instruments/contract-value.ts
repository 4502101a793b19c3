import { type Instrument, isDeltaOne } from './instrument.ts';

/**
 * Gain of one contract bought at `entryPrice` and valued at `price`, in its settlement currency.
 *
 * linear:                          multiplier · (price − entry)
 * inverse future or perpetual:     multiplier · (1/entry − 1/price)     (multiplier in quote currency, gain in coin)
 * inverse option (quoted in coin): multiplier · (price − entry)
 */
export function gainPerContract(instrument: Instrument, entryPrice: number, price: number): number {
  return isInverseDeltaOne(instrument)
    ? instrument.multiplier * (1 / entryPrice - 1 / price)
    : instrument.multiplier * (price - entryPrice);
}

/**
 * What one contract is worth at `price` in its settlement currency: options and spot are assets, futures and perpetuals
 * are worth nothing beyond their gain since entry.
 */
export function valuePerContract(instrument: Instrument, price: number): number {
  return isDeltaOne(instrument) ? 0 : instrument.multiplier * price;
}

/** Size of one contract in its settlement currency, which fees and turnover are charged on. */
export function notionalPerContract(instrument: Instrument, price: number): number {
  return isInverseDeltaOne(instrument) ? instrument.multiplier / price : instrument.multiplier * price;
}

function isInverseDeltaOne(instrument: Instrument): boolean {
  return instrument.payoff === 'inverse' && isDeltaOne(instrument);
}

import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { Instrument } from '../instruments/index.ts';
import type { QuotedInstrument } from './snapshot.ts';

/** The contract facts of one quoted instrument; names the field that is missing or can't be. */
export function readInstrument(quoted: QuotedInstrument, index: number, baseCurrency: string): Outcome<Instrument> {
  const refuse = (field: string, detail: string) =>
    failAt('invalid-input', `/market/instruments/${index}/${field}`, `${quoted.id}: ${detail}`);
  const payoff = quoted.payoff ?? 'linear';
  const facts = {
    id: quoted.id,
    underlying: quoted.underlying,
    payoff,
    settlementCurrency: quoted.settlementCurrency ?? (payoff === 'inverse' ? quoted.underlying : baseCurrency),
    multiplier: quoted.multiplier,
    lotSize: quoted.lotSize,
  };
  const expiryMs = quoted.expiry === undefined ? Number.NaN : Date.parse(quoted.expiry);
  switch (quoted.kind) {
    case 'spot':
      return payoff === 'inverse' ? refuse('payoff', 'spot is never inverse') : succeed({ ...facts, kind: 'spot' });
    case 'perpetual':
      return succeed({ ...facts, kind: 'perpetual' });
    case 'future':
      if (Number.isNaN(expiryMs)) return refuse('expiry', 'a future has an expiry');
      return succeed({ ...facts, kind: 'future', expiryMs });
    case 'option':
      if (Number.isNaN(expiryMs)) return refuse('expiry', 'an option has an expiry');
      if (quoted.strike === undefined) return refuse('strike', 'an option has a strike');
      if (quoted.right === undefined) return refuse('right', 'an option is a call or a put');
      return succeed({
        ...facts,
        kind: 'option',
        expiryMs,
        strike: quoted.strike,
        right: quoted.right,
        exercise: quoted.exercise ?? 'european',
      });
  }
}

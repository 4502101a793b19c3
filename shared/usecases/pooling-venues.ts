import { collect, failAt, type Outcome, pointerTo, succeed } from '../foundation/index.ts';
import type { Haircut, Transferability } from '../pooling/index.ts';
import type { Portfolio } from '../portfolio/index.ts';
import type { PoolingRequest } from './pooling-requests.ts';

/** As many as the weightings of their money stay few. */
const VENUES_MAX = 6;

/** The venues that a pooling is over: those asked for, which have to be all that the portfolio names. */
export function venuesOf(portfolio: Portfolio, asked: readonly string[] | undefined): Outcome<string[]> {
  const { positions, collateral, orders, loans = [] } = portfolio;
  const held = [...new Set([...positions, ...collateral, ...orders, ...loans].map(({ venue }) => venue))].toSorted();
  const venues = asked ?? held;
  const twice = venues.findIndex((venue, i) => venues.indexOf(venue) !== i);
  if (twice >= 0) return failAt('invalid-input', `/venues/${twice}`, `${venues[twice]} stands twice`);
  const missing = held.find((venue) => !venues.includes(venue));
  if (missing !== undefined) {
    return failAt('invalid-input', '/venues', `the portfolio also holds something at ${missing}`);
  }
  if (venues.length === 0) return failAt('invalid-input', '/portfolio', 'the portfolio holds nothing at any venue');
  if (venues.length > VENUES_MAX) {
    return failAt('limit-exceeded', '/venues', `${venues.length} venues; the limit is ${VENUES_MAX}`);
  }
  return succeed([...venues]);
}

/** The matrix over the venues, by sender and receiver; what a venue keeps is whole. */
export function transferabilityOf(
  venues: readonly string[],
  asked: PoolingRequest['transferability'],
): Outcome<Transferability> {
  if (typeof asked === 'number') return succeed(venues.map((_, w) => venues.map((__, v) => (w === v ? 1 : asked))));
  const known = collect(
    Object.entries(asked).flatMap(([sender, row]) => [
      knownVenue(venues, sender, pointerTo('/transferability', [sender])),
      ...Object.keys(row).map((receiver) =>
        knownVenue(venues, receiver, pointerTo('/transferability', [sender, receiver])),
      ),
    ]),
  );
  if (!known.ok) return known;
  return succeed(
    venues.map((sender) => venues.map((receiver) => (sender === receiver ? 1 : entryOf(asked, sender, receiver)))),
  );
}

/** Refuses haircuts of venues that aren't there, and two of one asset at one venue. An asset that isn't held may have one. */
export function checkHaircuts(venues: readonly string[], haircuts: readonly Haircut[]): Outcome<unknown> {
  const seen = new Set<string>();
  return collect(
    haircuts.map(({ asset, venue }, i): Outcome<unknown> => {
      const known = venue === undefined ? succeed(venue) : knownVenue(venues, venue, `/haircuts/${i}/venue`);
      if (!known.ok) return known;
      const key = `${asset}|${venue ?? ''}`;
      if (seen.has(key)) return failAt('invalid-input', `/haircuts/${i}/asset`, `${asset} has two haircuts there`);
      seen.add(key);
      return succeed(i);
    }),
  );
}

function knownVenue(venues: readonly string[], venue: string, pointer: string): Outcome<string> {
  if (venues.includes(venue)) return succeed(venue);
  return failAt('invalid-input', pointer, `no venue ${venue}; there are ${venues.join(', ')}`);
}

function entryOf(asked: Exclude<PoolingRequest['transferability'], number>, sender: string, receiver: string): number {
  const row = Object.hasOwn(asked, sender) ? asked[sender]! : {};
  return Object.hasOwn(row, receiver) ? row[receiver]! : 0;
}

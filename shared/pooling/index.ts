export type { Haircut } from './haircut.ts';
export type { PairSaving, PooledVenues, VenueSaving } from './pool-venues.ts';
export { poolVenues } from './pool-venues.ts';
export type { Transferability } from './transfer-cone.ts';
export type { CollateralRow, VenueWorth } from './venue-worth.ts';
export { scannedBook, venueWorth } from './venue-worth.ts';
export { weightedMargins } from './weighted-margin.ts';

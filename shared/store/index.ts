export { loggedEvent } from './event-log.ts';
export { isHopeless, isUnavailable } from './failures.ts';
export { changedMarket, changedPortfolio } from './keys.ts';
export { createStores } from './stores.ts';
export { createTable, DUE_INDEX } from './table-definition.ts';

export { loggedEvent } from './event-log.ts';
export { isHopeless, isUnavailable } from './failures.ts';
export { changedMarket, changedPortfolio } from './keys.ts';
export { createStores, createWebhookStores } from './stores.ts';
export { createTable, createWebhookTable, DUE_INDEX } from './table-definition.ts';

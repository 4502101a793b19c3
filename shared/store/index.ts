export { loggedEvent } from './event-log.ts';
export { isHopeless, isUnavailable } from './failures.ts';
export { changedMarket } from './market-keys.ts';
export { changedPortfolio } from './portfolio-keys.ts';
export { createStores, createWebhookStores } from './stores.ts';
export { createTable, createWebhookTable, DUE_INDEX } from './table-definition.ts';

export { changedMarket, changedPortfolio } from './keys.ts';
export { createStores } from './stores.ts';
export { createTable } from './table-definition.ts';

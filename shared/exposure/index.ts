export type { Exposure } from './exposure.ts';
export { exposureOf } from './exposure.ts';

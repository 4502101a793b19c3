export { annualVol } from './annual-vol.ts';
export type { CloseOut } from './close-out.ts';
export { closeOutCost } from './close-out.ts';
export type { Exposure } from './exposure.ts';
export { exposureOf } from './exposure.ts';
export type { HoldingStress, StressedBook } from './stress.ts';
export { stressBook } from './stress.ts';

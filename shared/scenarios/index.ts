export type { ScenarioSet } from './scenario-set.ts';
export type { Scenario, Shock } from './shock.ts';
export { scenarioId, shockOf } from './shock.ts';
export type { VolShockRule } from './vol-shock.ts';
export { shockedVolAnnual } from './vol-shock.ts';

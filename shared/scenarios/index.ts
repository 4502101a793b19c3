export type { ScenarioSet, VolDynamics } from './scenario-set.ts';
export type { Scenario, Shock } from './shock.ts';
export { scenarioId, shockOf } from './shock.ts';
export { type ShockColumns, shockColumns } from './shock-columns.ts';
export type { VolShockRule } from './vol-shock.ts';
export { shockVols } from './vol-shock.ts';

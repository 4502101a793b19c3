import type { Scenario } from './shock.ts';
import type { VolShockRule } from './vol-shock.ts';

/**
 * What vols do when spot moves, before any vol shock.
 *
 * - `sticky-strike`: each option keeps its vol
 * - `sticky-delta`: each moneyness keeps its vol; the option takes the vol that the smile of its expiry has at its new ln(K/F)
 */
export type VolDynamics = 'sticky-strike' | 'sticky-delta';

/** The states of the world that a method looks at, and how their vol shocks act. */
export type ScenarioSet = {
  readonly scenarios: readonly Scenario[];
  readonly volRule: VolShockRule;
  /** `sticky-strike` unless stated */
  readonly volDynamics?: VolDynamics | undefined;
};

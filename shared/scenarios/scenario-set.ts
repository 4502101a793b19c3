import type { Scenario } from './shock.ts';
import type { VolShockRule } from './vol-shock.ts';

/** The states of the world that a method looks at, and how their vol shocks act. */
export type ScenarioSet = { readonly scenarios: readonly Scenario[]; readonly volRule: VolShockRule };

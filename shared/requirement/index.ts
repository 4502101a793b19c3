export type { ScaledValue } from './alone.ts';
export { evaluateAlone } from './alone.ts';
export type { Tier } from './charges.ts';
export {
  absolute,
  floor,
  gross,
  grossLong,
  grossShort,
  long,
  marginalTiers,
  max,
  short,
  tail,
  upper,
  worst,
} from './charges.ts';
export { cheapest } from './cheapest.ts';
export { strategiesOf } from './chosen-strategies.ts';
export type { CompileOptions } from './compile.ts';
export { compile } from './compile.ts';
export { convexStep, throughTails } from './convex-step.ts';
export type { Evaluation } from './evaluate.ts';
export { evaluate, outcomesOf, valueOf, withoutLines } from './evaluate.ts';
export type { Explanation, ScenarioWeight } from './explain.ts';
export { bindingOf, explain, scenarioWeightsOf, weightOf } from './explain.ts';
export type { Graph } from './graph.ts';
export { graphOf } from './graph.ts';
export { constant, line, quantity } from './lines.ts';
export { local } from './local.ts';
export type { Expression, LocalFunction, Piece } from './node.ts';
export { axisOf } from './node.ts';
export { capped, haircutGains, lower, outcomes, piece } from './outcomes.ts';
export { ranked } from './ranked.ts';
export { norm, power, squares } from './smooth.ts';
export { named, negate, scale, sum } from './sums.ts';

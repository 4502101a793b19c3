export type { MarginResult, Requirement } from './margin-result.ts';
export { marginOf } from './margin-result.ts';
export type { Formulation, Method, MethodVersion, ParameterFile, Pool } from './method.ts';
export type { ChosenMethod, MethodSelection } from './registry.ts';
export { allMethods, chooseMethod } from './registry.ts';
export { requirementOf } from './requirement-of.ts';
export type { HoldingRisk, RiskFigure } from './risk-figure.ts';
export { riskFigureOf } from './risk-figure.ts';
export { describeParameterFile } from './span-style/index.ts';

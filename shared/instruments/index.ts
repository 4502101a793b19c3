export { gainPerContract, notionalPerContract, valuePerContract } from './contract-value.ts';
export type { ExerciseStyle, Future, Instrument, Option, OptionRight, Payoff, Perpetual, Spot } from './instrument.ts';
export { isDeltaOne } from './instrument.ts';

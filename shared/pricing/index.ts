export { type BlackScholesOption, blackScholesGreeks, blackScholesValue } from './black-scholes.ts';
export { type Black76Option, black76Value } from './black76.ts';
export { type Black76Greeks, black76Greeks } from './black76-greeks.ts';
export { impliedVol } from './implied-vol.ts';
export { coinDelta, coinPrice } from './inverse.ts';
export { sweepBlack76 } from './scenario-sweep.ts';

import { normalCdf, normalPdf } from '../numerics/index.ts';

/** Sensitivities that hold rate and yield apart; see `black76Greeks` and `blackScholesGreeks` for what each module user sees. */
export type CarriedGreeks = {
  /** ∂V/∂U */
  readonly delta: number;
  /** ∂²V/∂U² */
  readonly gamma: number;
  /** ∂V/∂σ, per 1.00 of vol */
  readonly vega: number;
  /** −∂V/∂τ, per year */
  readonly theta: number;
  /** ∂V/∂r at constant q, per 1.00 */
  readonly rho: number;
  /** ∂V/∂q at constant r, per 1.00 */
  readonly rhoYield: number;
  /** ∂²V/∂U∂σ, per 1.00 of vol */
  readonly vanna: number;
  /** ∂²V/∂σ², per 1.00 of vol squared */
  readonly volga: number;
  /** −∂delta/∂τ, per year */
  readonly charm: number;
  /** ∂gamma/∂U */
  readonly speed: number;
  /** ∂gamma/∂σ, per 1.00 of vol */
  readonly zomma: number;
  /** −∂gamma/∂τ, per year */
  readonly colour: number;
};

/** U underlying, K strike, τ time, σ vol; r and q continuous rate and yield with D_r = e^(−rτ), D_q = e^(−qτ). */
export type CarriedOption = {
  readonly isCall: boolean;
  readonly underlying: number;
  readonly strike: number;
  readonly timeYears: number;
  readonly volAnnual: number;
  readonly rate: number;
  readonly yieldRate: number;
  readonly rateDiscount: number;
  readonly yieldDiscount: number;
  /** ln(U/K) + (r − q)τ */
  readonly logMoneyness: number;
};

/** Where nothing is uncertain, nothing bends. */
const NO_DENSITY = { gamma: 0, vega: 0, vanna: 0, volga: 0, speed: 0, zomma: 0, colour: 0 };

/** Smaller σ√τ leave no density anywhere but exactly at the money. */
export const NO_DEVIATION = 1e-100;

/**
 * Greeks of a European option on an underlying that yields q, generalised Black-Scholes-Merton.
 *
 * With θ = +1 call, −1 put, n = φ(d1), s = σ√τ:
 * delta = θ·D_q·Φ(θd1);  gamma = D_q·n/(U·s);  vega = U·D_q·n·√τ;  vanna = −D_q·n·d2/σ;  volga = vega·d1·d2/σ;
 * theta = −U·D_q·n·σ/(2√τ) − θ·r·K·D_r·Φ(θd2) + θ·q·U·D_q·Φ(θd1);
 * rho = θ·K·τ·D_r·Φ(θd2);  rhoYield = −θ·U·τ·D_q·Φ(θd1);
 * charm = θ·q·D_q·Φ(θd1) − D_q·n·(2(r−q)τ − d2·s)/(2τ·s);
 * speed = −gamma/U·(d1/s + 1);  zomma = gamma·(d1·d2 − 1)/σ;
 * colour = gamma/(2τ)·(1 + 2qτ + d1·(2(r−q)τ − d2·s)/s).
 *
 * Limits: without deviation (τ = 0 or σ = 0) the Greeks of the discounted payoff: Φ becomes 1 or 0, n becomes 0. Exactly at the
 * money (its kink) Φ is ½, the mean of both sides and the limit s → 0; vega is its limit U·D_q·φ(0)·√τ; gamma has no
 * finite limit there and is given as 0, like vanna, volga and the terms of theta and charm in n.
 */
export function carriedGreeks(option: CarriedOption): CarriedGreeks {
  const deviation = option.volAnnual * Math.sqrt(option.timeYears);
  const { logMoneyness } = option;
  if (!(deviation > NO_DEVIATION)) {
    const d = logMoneyness === 0 ? 0 : logMoneyness * Infinity;
    const vega = option.underlying * option.yieldDiscount * normalPdf(d) * Math.sqrt(option.timeYears);
    return { ...carryPart(option, d, d), ...NO_DENSITY, vega };
  }
  const centre = logMoneyness / deviation;
  const d1 = centre + 0.5 * deviation;
  const d2 = centre - 0.5 * deviation;
  const carry = carryPart(option, d1, d2);
  const density = option.yieldDiscount * normalPdf(d1);
  return density === 0 ? { ...carry, ...NO_DENSITY } : withDensity(option, carry, density, { d1, d2, deviation });
}

type CarryPart = Pick<CarriedGreeks, 'delta' | 'theta' | 'rho' | 'rhoYield' | 'charm'>;

/** The terms in Φ. */
function carryPart(option: CarriedOption, d1: number, d2: number): CarryPart {
  const { rate, yieldRate, timeYears } = option;
  const sign = option.isCall ? 1 : -1;
  const delta = sign * option.yieldDiscount * normalCdf(sign * d1);
  const held = option.underlying * delta;
  const owed = sign * option.strike * option.rateDiscount * normalCdf(sign * d2);
  return {
    delta,
    theta: yieldRate * held - rate * owed,
    rho: timeYears * owed,
    rhoYield: -timeYears * held,
    charm: yieldRate * delta,
  };
}

type Standardised = { readonly d1: number; readonly d2: number; readonly deviation: number };

/** Adds the terms in φ(d1); `density` = D_q·φ(d1). */
function withDensity(
  option: CarriedOption,
  carry: CarryPart,
  density: number,
  { d1, d2, deviation }: Standardised,
): CarriedGreeks {
  const { underlying, timeYears, volAnnual, rate, yieldRate } = option;
  const vega = underlying * density * Math.sqrt(timeYears);
  const drift = 2 * (rate - yieldRate) * timeYears - d2 * deviation;
  const gamma = density / (underlying * deviation);
  return {
    ...carry,
    gamma,
    vega,
    theta: carry.theta - (vega * volAnnual) / (2 * timeYears),
    vanna: (-density * d2) / volAnnual,
    volga: (vega * d1 * d2) / volAnnual,
    charm: carry.charm - (density * drift) / (2 * timeYears * deviation),
    speed: (-gamma / underlying) * (d1 / deviation + 1),
    zomma: (gamma * (d1 * d2 - 1)) / volAnnual,
    colour: (gamma / (2 * timeYears)) * (1 + 2 * yieldRate * timeYears + (d1 * drift) / deviation),
  };
}

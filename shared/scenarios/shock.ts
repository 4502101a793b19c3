/** A move of one underlying. Fractions are relative: spot −0.16 is −16 %, vol +0.40 multiplies vols by 1.4. */
export type Shock = {
  readonly spotShockFraction: number;
  readonly volShockFraction?: number | undefined;
  /** absolute: 0.05 is five vol points */
  readonly volShockPoints?: number | undefined;
  readonly daysForward?: number | undefined;
};

/** One state of the world: a shock of every underlying, with exceptions where named, and the weight of its P&L. */
export type Scenario = Shock & {
  readonly id: string;
  /** multiplies the P&L; 1 but for tails */
  readonly weight: number;
  readonly underlyings?: Readonly<Record<string, Shock>> | undefined;
};

/** The shock that a scenario gives to one underlying. */
export function shockOf(scenario: Scenario, underlying: string): Shock {
  const { underlyings } = scenario;
  return underlyings !== undefined && Object.hasOwn(underlyings, underlying) ? underlyings[underlying]! : scenario;
}

/** `spot-0.16/vol+0.40`, with further parts only where they are set: `spot+0.05/points+0.05/days+1`. */
export function scenarioId(shock: Shock): string {
  const parts = [`spot${signed(shock.spotShockFraction)}`];
  if (shock.volShockFraction !== undefined) parts.push(`vol${signed(shock.volShockFraction)}`);
  if (shock.volShockPoints !== undefined) parts.push(`points${signed(shock.volShockPoints)}`);
  if (shock.daysForward !== undefined) parts.push(`days+${shock.daysForward}`);
  return parts.join('/');
}

function signed(fraction: number): string {
  const digits = String(Math.abs(fraction));
  const decimals = digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0;
  return `${fraction < 0 ? '-' : '+'}${digits.includes('e') ? digits : Math.abs(fraction).toFixed(Math.max(2, decimals))}`;
}

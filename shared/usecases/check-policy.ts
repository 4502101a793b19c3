import { collect, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { chooseMethods } from './choose-methods.ts';
import type { ParameterFile } from './parameter-file-ports.ts';
import type { MarginBand, Policy, PolicyGreekBand } from './policy-terms.ts';
import type { MethodChoice } from './requests.ts';
import { type Calendar, checkSchedule } from './schedule.ts';

/** The policy with the version of every method named, once all it says can be kept; else the fields that can't be. */
export function checkedPolicy(policy: Policy, file: ParameterFile | null, calendar: Calendar): Outcome<Policy> {
  const methods = pinnedMethods(policy.methods, file);
  if (!methods.ok) return methods;
  const ids = new Set(methods.value.map(({ id }) => id));
  const known = collect([
    ...policy.limits.map(({ method }, i) => checkNamed(ids, method, `/limits/${i}/method`)),
    ...policy.bands.margin.map(({ method }, i) => checkNamed(ids, method, `/bands/margin/${i}/method`)),
    ...policy.bands.margin.map((band, i) => checkBand(band, `/bands/margin/${i}`)),
    ...policy.bands.greeks.map((band, i) => checkBand(band, `/bands/greeks/${i}`)),
    ...policy.bands.greeks.map((band, i) => checkOnce(policy.bands.greeks, band, i)),
  ]);
  if (!known.ok) return known;
  const { schedule } = policy;
  if (schedule === null) return succeed({ ...policy, methods: methods.value });
  const regular = checkSchedule(schedule.expression, '/schedule/expression');
  if (!regular.ok) return regular;
  return calendar.isTimeZone(schedule.timeZone)
    ? succeed({ ...policy, methods: methods.value })
    : failAt('invalid-input', '/schedule/timeZone', `there is no time zone ${schedule.timeZone}`);
}

function pinnedMethods(choices: readonly MethodChoice[], file: ParameterFile | null): Outcome<MethodChoice[]> {
  const twice = choices.findIndex(({ id }, i) => choices.findIndex((each) => each.id === id) < i);
  if (twice >= 0) return failAt('invalid-input', `/methods/${twice}/id`, `${choices[twice]!.id} stands twice`);
  const chosen = chooseMethods(choices, file);
  if (!chosen.ok) return chosen;
  const idle = chosen.value.findIndex(({ reads }) => reads === 'sensitivities');
  if (idle >= 0) {
    const detail = `${choices[idle]!.id} reads sensitivities, and a stored portfolio has none: send them to /v1/margin`;
    return failAt('not-applicable', `/methods/${idle}/id`, detail);
  }
  return succeed(choices.map((choice, i) => ({ ...choice, version: chosen.value[i]!.version })));
}

function checkNamed(ids: ReadonlySet<string>, method: string, pointer: string): Outcome<null> {
  return ids.has(method) ? succeed(null) : failAt('invalid-input', pointer, `${method} is not among /methods`);
}

function checkOnce(
  all: readonly PolicyGreekBand[],
  { underlying, greek }: PolicyGreekBand,
  index: number,
): Outcome<null> {
  const first = all.findIndex((each) => each.underlying === underlying && each.greek === greek);
  return first === index
    ? succeed(null)
    : failAt(
        'invalid-input',
        `/bands/greeks/${index}`,
        `${greek} of ${underlying} has two bands: state min and max in one`,
      );
}

function checkBand({ min, max }: Pick<MarginBand, 'min' | 'max'>, pointer: string): Outcome<null> {
  if (min === undefined && max === undefined)
    return failAt('invalid-input', pointer, 'a band has a min, a max or both');
  return min === undefined || max === undefined || min <= max
    ? succeed(null)
    : failAt('invalid-input', `${pointer}/min`, 'min is above max');
}

import { expect } from 'vitest';
import { fuzzMarket } from '../fuzz/valid-nouns.ts';
import type { LocalBallast } from '../local-ballast.ts';
import { Random } from '../random.ts';
import { sendUntilAnswered } from '../send-until-answered.ts';
import type { Desk, DeskState } from './desk.ts';
import { live } from './desk-life.ts';

const AT_ONCE = 6;

/** The next version of the market that every desk is on; equal seeds give equal ones. */
export async function putMarket(ballast: LocalBallast, seed: number): Promise<void> {
  await sendUntilAnswered(ballast, 'PUT', '/markets/default', fuzzMarket(new Random(seed)));
}

/** Some desks at a time, each from its opening to its last fill. */
export async function liveAll(ballast: LocalBallast, ids: readonly string[]): Promise<Desk[]> {
  const waiting = [...ids];
  const desks: Desk[] = [];
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) desks.push(await live(ballast, id));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return desks;
}

/** The state that all of them have in the end; fails, with the name of the desk, where one has another. */
export async function commonState(desks: readonly Desk[], nameOf = ({ id }: Desk) => id): Promise<DeskState> {
  let common: DeskState | null = null;
  for (const desk of desks) {
    await desk.settled();
    const state = await desk.state();
    common ??= state;
    expect(state, nameOf(desk)).toEqual(common);
    await expectSuggestedOnce(desk);
    await expectToldOnce(desk);
  }
  if (common === null) throw new Error('there is no desk');
  return common;
}

/** Every desk ends outside a band: the last book has the one open suggestion, and no book had two. */
async function expectSuggestedOnce(desk: Desk): Promise<void> {
  const openOf = async () => (await desk.suggestions()).filter(({ status }) => status === 'open');
  await desk.until('its suggestion', async () => (await openOf()).length > 0);
  expect(await openOf()).toHaveLength(1);
  const revisions = (await desk.suggestions()).map(({ revision }) => revision);
  expect(revisions, desk.id).toEqual([...new Set(revisions)]);
}

/** Events have ids without a hole, and each snapshot and suggestion has one. */
async function expectToldOnce(desk: Desk): Promise<void> {
  const events = await desk.events();
  expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
  const sidsOf = (told: boolean) =>
    events.filter(({ type }) => (type === 'MarginComputed') === told).map(({ sid }) => sid);
  expect([...sidsOf(true)].sort()).toEqual((await desk.snapshots()).sort());
  expect([...sidsOf(false)].sort()).toEqual((await desk.suggestions()).map(({ sid }) => sid).sort());
}

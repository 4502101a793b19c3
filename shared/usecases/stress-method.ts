import { failAt, type Outcome } from '../foundation/index.ts';
import { type ChosenMethod, chooseMethod } from '../margin/index.ts';
import type { OneMethod } from './stress-requests.ts';

/** The one method that a stress is asked for; what reads sensitivities sent with a request has nothing that could be shocked. */
export function chooseStressMethod(asked: OneMethod, pointer = '/method'): Outcome<ChosenMethod> {
  const selection = typeof asked === 'string' ? { id: asked } : asked;
  const chosen = chooseMethod(selection, pointer);
  if (!chosen.ok || chosen.value.reads === 'holdings') return chosen;
  return failAt('not-applicable', pointer, `${chosen.value.id} reads sensitivities, which no scenario moves`);
}

import imported from 'highs';
import { highsSolver, type LargeSolver } from '../../../shared/optimise/index.ts';

// The package's types describe its CommonJS build; Node loads the ES module, whose default is the loader itself.
const load = imported as unknown as typeof imported.default;

export async function loadedHighs(): Promise<LargeSolver> {
  return highsSolver(await load());
}

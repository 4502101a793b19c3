import imported from 'highs';
import { highsSolver, type LargeSolver } from '../../shared/optimise/index.ts';

// The package's types describe its CommonJS build; the ES module's default is the loader itself.
const load = imported as unknown as typeof imported.default;

/** Loaded while the function starts, so only what imports this pays for it. WebAssembly lies beside the bundle (`infra/build.ts`). */
export const LARGE_SOLVER: LargeSolver = highsSolver(await load());

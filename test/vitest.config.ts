import { configDefaults, defineConfig } from 'vitest/config';
import { TermsReporter } from './support/terms-reporter.ts';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // minutes of kills and faults: `npm run test:faults`
    exclude: [...configDefaults.exclude, 'test/faults/**'],
    reporters: ['default', new TermsReporter()],
    pool: 'threads',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

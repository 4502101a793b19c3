import { defineConfig } from 'vitest/config';
import { TermsReporter } from './support/terms-reporter.ts';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    reporters: ['default', new TermsReporter()],
    pool: 'threads',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

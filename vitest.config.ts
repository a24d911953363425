import { defineConfig } from 'vitest/config';
import { LastLineReporter } from './tools/last-line-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new LastLineReporter()],
  },
});

import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Unit tests, in the one process that Stryker gives each of its workers: those that start no program and load no app. */
const { projects: _projects, sequence: _sequence, reporters: _reporters, ...shared } = base.test ?? {};

export default defineConfig({
  test: {
    ...shared,
    include: [
      'test/{assurance,base,controls,model,monitoring,notifications,phi-access,platform,response,rules}/**/*.test.ts',
    ],
  },
});

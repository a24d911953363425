import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Unit tests that start no program of ours and load no app: `npm run mutate` runs each of them many times in one process. */
const { projects: _projects, sequence: _sequence, reporters: _reporters, ...shared } = base.test ?? {};

export default defineConfig({
  test: {
    ...shared,
    include: [
      'test/{assurance,base,controls,model,monitoring,notifications,phi-access,platform,response,rules}/**/*.test.ts',
    ],
  },
});

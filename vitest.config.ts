import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';
import { LastLineReporter } from './tools/last-line-reporter.ts';

/** Tests of functions that keep nothing between calls: their files share a process, which saves a start and a load of modules for each. */
const pure = [
  'test/{assurance,base,conformance,controls,docs,model,monitoring,notifications,phi-access,response,rules,tools}/**/*.test.ts',
  'packages/{kql-runner,sample-hospital}/test/**/*.test.ts',
];

/** They trust a certificate of their own, which a process takes once: each has a process for itself. */
const trusting = [
  'test/monitoring/{azure-comparison,tenant-policies}/*.test.ts',
  'test/notifications/publishing/*.test.ts',
  'test/response/remediation/tasks.test.ts',
];

// Vitest sets BASE_URL for purposes of its own: the address of a given app is handed on under another name.
const { BASE_URL } = process.env;

export default defineConfig({
  test: {
    env: {
      ...(BASE_URL?.startsWith('http') && { APP_URL: BASE_URL }),
      // The processes that tests start are the same few programs: each is compiled once.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/phiwatch/compiled'),
    },
    deps: {
      // Large packages become one file each: node would read and compile hundreds of files again for every test file.
      optimizer: {
        ssr: {
          enabled: true,
          include: [
            '@azure/arm-policy',
            '@azure/arm-policyinsights',
            '@azure/arm-resourcegraph',
            '@azure/core-auth',
            '@azure/core-rest-pipeline',
            '@azure/data-tables',
            '@azure/identity',
            '@azure/storage-queue',
            'fast-check',
            'jose',
            'selfsigned',
            'zod',
          ],
        },
      },
    },
    pool: 'forks',
    // Much of the suite waits for processes that it has started: one worker would leave a core idle.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, exclude: trusting, isolate: false } },
      { extends: true, test: { name: 'trusting', include: trusting } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          exclude: pure,
        },
      },
    ],
    reporters: ['default', new LastLineReporter()],
  },
});

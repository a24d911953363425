import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { createCertificate } from './dev/tls.ts';
import { LongestFirst } from './tools/longest-first.ts';
import { LastLineReporter } from './tools/last-line-reporter.ts';

const apart = [
  // An app registers its functions in the process that loads it, which takes one app.
  'test/functions/*.test.ts',
  'test/e2e/access.test.ts',
  // The client of managed identities finds its endpoint once in a process, and keeps it.
  'test/app/credentials.test.ts',
  'test/platform/azure-clients/simulated-azure.test.ts',
  'packages/azure-simulator/test/access.test.ts',
];

// Vitest sets BASE_URL for purposes of its own: the address of a given app is handed on under another name.
const { BASE_URL } = process.env;

const cache = join(import.meta.dirname, 'node_modules/.cache/phiwatch');

// Every process of the tests trusts this certificate from its start.
const tls = await createCertificate();
const certificate = join(tmpdir(), `phiwatch-tests-${process.pid}.pem`);
writeFileSync(certificate, tls.cert);
process.on('exit', () => rmSync(certificate, { force: true }));
process.env.NODE_EXTRA_CA_CERTS = certificate;

export default defineConfig({
  test: {
    env: {
      ...(BASE_URL?.startsWith('http') && { APP_URL: BASE_URL }),
      // The processes that tests start are the same few programs: each is compiled once.
      NODE_COMPILE_CACHE: join(cache, 'compiled'),
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
            'zod',
          ],
        },
      },
    },
    provide: { tls },
    pool: 'forks',
    // Tests make many short-lived objects: with more space for them, garbage is collected less often.
    execArgv: ['--max-semi-space-size=64'],
    // Much of the suite waits for processes that it has started: as many workers as cores would leave some of them idle.
    // No more than four: each may have an app, its Azure and its storage running.
    maxWorkers: Math.min(4, availableParallelism() + 1),
    sequence: { sequencer: LongestFirst },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      // A start and a load of modules less for each file.
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          exclude: apart,
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: apart } },
    ],
    reporters: ['default', new LastLineReporter()],
  },
});

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
let house: string;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'house-'));
  cpSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
});

afterAll(() => rmSync(house, { recursive: true }));

/** Whether the linter, with the project's own settings, refuses this import in this file. */
function refuses(file: string, specifier: string): boolean {
  const path = join(house, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import { thing } from '${specifier}';\nexport const other = thing;\n`);
  const args = [join(root, 'node_modules/oxlint/dist/cli.js'), '--format', 'json', file];
  let output: string;
  try {
    output = execFileSync(process.execPath, args, { cwd: house, encoding: 'utf8' });
  } catch (error) {
    output = String((error as { stdout?: unknown }).stdout);
  }
  const { diagnostics, number_of_files } = JSON.parse(output) as {
    diagnostics: { code: string }[];
    number_of_files: number;
  };
  expect(number_of_files).toBe(1);
  return diagnostics.some(({ code }) => code.includes('no-restricted-imports'));
}

test.each([
  ['src/rules/policy/index.ts', '../controls/index.ts'],
  ['src/rules/policy/index.ts', '../../base/clock.ts'],
  ['src/rules/policy/index.ts', '@azure/identity'],
  ['src/rules/policy/expression/parse.ts', '../../../platform/store/index.ts'],
  ['src/rules/policy/expression/functions/text.ts', '../../../../platform/store/index.ts'],
  ['src/platform/store/heads.ts', '../../monitoring/changes/index.ts'],
  ['src/platform/store/heads.ts', '../../app/app.ts'],
  ['src/platform/store/heads.ts', '@azure-rest/core-client'],
  ['src/platform/azure/reader.ts', '../../response/remediation/index.ts'],
  ['src/platform/azure/reader.ts', '@azure/data-tables'],
  ['src/monitoring/changes/evaluate.ts', '../../../packages/kql-runner/src/index.ts'],
  ['src/monitoring/changes/evaluate.ts', '@phiwatch/kql-runner'],
  ['src/monitoring/changes/evaluate.ts', '../../../functions/main.ts'],
  ['src/monitoring/changes/evaluate.ts', '../../../tools/build.ts'],
  ['src/monitoring/scan/scan.ts', '../../../cli/phiwatch.ts'],
  ['src/monitoring/scan/scan.ts', '../../../test/fixtures.ts'],
  ['src/monitoring/changes/evaluate.ts', '@azure/data-tables'],
  ['src/monitoring/changes/evaluate.ts', '@azure/storage-queue'],
  ['src/monitoring/changes/evaluate.ts', '@azure-rest/core-client'],
  ['src/monitoring/changes/evaluate.ts', '@azure/functions'],
  ['src/app/app.ts', '../../dev/start.ts'],
  ['functions/events/resource-changed.ts', '@phiwatch/functions-dev-host'],
  ['functions/events/resource-changed.ts', '../../src/platform/store/index.ts'],
  ['functions/events/resource-changed.ts', '../../src/platform/azure/index.ts'],
  ['functions/main.ts', '../cli/phiwatch.ts'],
  ['functions/main.ts', '@azure/data-tables'],
  ['cli/commands/scan.ts', '../../dev/start.ts'],
  ['cli/commands/scan.ts', '@phiwatch/kql-runner'],
  ['cli/access/log-folder.ts', '@phiwatch/azure-simulator'],
  ['cli/commands/scan.ts', '../../src/platform/store/index.ts'],
  ['web/page.ts', '../src/response/responses/index.ts'],
  ['web/page.ts', '../dev/people.ts'],
  ['packages/azure-simulator/src/router.ts', '../../../src/model/index.ts'],
  ['packages/azure-simulator/src/policy/states.ts', '../../../../dev/tls.ts'],
  ['packages/azure-simulator/src/logs.ts', '../../kql-runner/src/folder.ts'],
  ['packages/azure-simulator/src/router.ts', '@phiwatch/sample-hospital'],
  ['packages/kql-runner/src/folder.ts', '@phiwatch/azure-simulator'],
  ['packages/azure-simulator/test/reads.test.ts', '../../../src/platform/azure/index.ts'],
  ['dev/world.ts', '../packages/azure-simulator/src/server.ts'],
  ['test/e2e/support/setup.ts', '../../../packages/sample-hospital/src/index.ts'],
])('%s may not import %s', (file, specifier) => {
  expect(refuses(file, specifier)).toBe(true);
});

test.each([
  ['src/rules/policy/expression/parse.ts', '../types.ts'],
  ['src/rules/policy/expression/functions/text.ts', '../../value.ts'],
  ['src/monitoring/changes/evaluate.ts', '../../rules/policy/index.ts'],
  ['src/monitoring/changes/evaluate.ts', '../../platform/store/index.ts'],
  ['src/platform/store/heads.ts', '@azure/data-tables'],
  ['src/platform/azure/reader.ts', '@azure-rest/core-client'],
  ['src/app/app.ts', '@azure/identity'],
  ['functions/events/resource-changed.ts', '../../src/app/index.ts'],
  ['functions/events/resource-changed.ts', '@azure/functions'],
  ['cli/commands/scan.ts', '../../src/monitoring/scan/index.ts'],
  ['cli/access/log-folder.ts', '@phiwatch/kql-runner'],
  ['packages/azure-simulator/src/logs.ts', '@phiwatch/kql-runner'],
  ['packages/functions-dev-host/test/queues.test.ts', '../../../dev/azurite.ts'],
  ['dev/world.ts', '@phiwatch/azure-simulator'],
  ['dev/world.ts', '../src/model/index.ts'],
])('%s may import %s', (file, specifier) => {
  expect(refuses(file, specifier)).toBe(false);
});

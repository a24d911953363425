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
  ['src/policy/index.ts', '../controls/index.ts'],
  ['src/policy/index.ts', '../clock.ts'],
  ['src/policy/index.ts', '@azure/identity'],
  ['src/policy/expression/parse.ts', '../../store/index.ts'],
  ['src/policy/expression/functions/text.ts', '../../../store/index.ts'],
  ['src/store/heads.ts', '../compliance/index.ts'],
  ['src/store/heads.ts', '../app.ts'],
  ['src/store/heads.ts', '@azure-rest/core-client'],
  ['src/azure/reader.ts', '../remediation/index.ts'],
  ['src/azure/reader.ts', '@azure/data-tables'],
  ['src/compliance/evaluate.ts', '../../local/host/index.ts'],
  ['src/compliance/evaluate.ts', '../../functions/main.ts'],
  ['src/compliance/evaluate.ts', '../../tools/build.ts'],
  ['src/compliance/scan/scan.ts', '../../../cli/phiwatch.ts'],
  ['src/compliance/scan/scan.ts', '../../../test/fixtures.ts'],
  ['src/compliance/evaluate.ts', '@azure/data-tables'],
  ['src/compliance/evaluate.ts', '@azure/storage-queue'],
  ['src/compliance/evaluate.ts', '@azure-rest/core-client'],
  ['src/compliance/evaluate.ts', '@azure/functions'],
  ['src/app.ts', '../local/start.ts'],
  ['functions/events/resource-changed.ts', '../../local/host/index.ts'],
  ['functions/events/resource-changed.ts', '../../src/store/index.ts'],
  ['functions/events/resource-changed.ts', '../../src/azure/index.ts'],
  ['functions/main.ts', '../cli/phiwatch.ts'],
  ['functions/main.ts', '@azure/data-tables'],
  ['cli/commands/scan.ts', '../../local/start.ts'],
  ['cli/commands/scan.ts', '../../src/store/index.ts'],
  ['web/page.ts', '../src/responses/index.ts'],
  ['web/page.ts', '../local/people.ts'],
])('%s may not import %s', (file, specifier) => {
  expect(refuses(file, specifier)).toBe(true);
});

test.each([
  ['src/policy/expression/parse.ts', '../types.ts'],
  ['src/policy/expression/functions/text.ts', '../../value.ts'],
  ['src/compliance/evaluate.ts', '../policy/index.ts'],
  ['src/compliance/evaluate.ts', '../store/types.ts'],
  ['src/store/heads.ts', '@azure/data-tables'],
  ['src/azure/reader.ts', '@azure-rest/core-client'],
  ['src/app.ts', '@azure/identity'],
  ['functions/events/resource-changed.ts', '../../src/app.ts'],
  ['functions/events/resource-changed.ts', '@azure/functions'],
  ['cli/commands/scan.ts', '../../src/compliance/scan/index.ts'],
  ['cli/access/log-folder.ts', '../../local/logs/folder.ts'],
])('%s may import %s', (file, specifier) => {
  expect(refuses(file, specifier)).toBe(false);
});

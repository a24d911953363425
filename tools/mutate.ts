import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { scoreOf, scoreTable } from './mutate/score.ts';
import type { FolderScore } from './mutate/score.ts';

/**
 * `npm run mutate -- FOLDER ...`: faults are put into the folders of `src/` one by one (`response/remediation`), and the
 * unit tests that reach each are run. Prints the faults that no test noticed, and the score of each folder. The next run
 * of a folder tries only what has changed; `--all` before the folders forgets the last run.
 */
const root = join(import.meta.dirname, '..');
const all = process.argv[2] === '--all';
const folders = process.argv.slice(all ? 3 : 2);
const unknown = folders.filter((folder) => !existsSync(join(root, 'src', folder)));
if (folders.length === 0 || unknown.length > 0) {
  console.error(
    unknown.length > 0
      ? `src/ has no folder ${unknown.join(', ')}`
      : 'Usage: npm run mutate -- [--all] response/remediation ...',
  );
  process.exit(2);
}

const scores: FolderScore[] = [];
for (const folder of folders) {
  const stryker = new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    mutate: [`src/${folder}/**/*.ts`, `!src/${folder}/**/{index,ports,settings,*types}.ts`],
    coverageAnalysis: 'perTest',
    vitest: { configFile: 'vitest.mutation.config.ts', pool: 'forks' },
    // It would ask the compiler of TypeScript 6 for the paths in it; there are none.
    tsconfigFile: 'none.json',
    // Words that people read are held by the tests of messages and pages.
    mutator: { excludedMutations: ['StringLiteral'] },
    ignoreStatic: true,
    concurrency: 2,
    timeoutMS: 20_000,
    incremental: true,
    force: all,
    incrementalFile: `.phiwatch/mutation/${folder.replaceAll('/', '-')}.json`,
    tempDirName: '.phiwatch/mutation/sandbox',
    ignorePatterns: ['.phiwatch', 'dist', 'lib', 'docs/samples'],
    reporters: ['clear-text'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
  });
  scores.push(scoreOf(folder, await stryker.runMutationTest()));
}
console.log(scoreTable(scores));

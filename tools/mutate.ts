import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { scoreOf, scoreTable } from './mutate/score.ts';
import type { FolderScore } from './mutate/score.ts';
import { tryFolder } from './mutate/try-folder.ts';

/**
 * `npm run mutate -- FOLDER ...`: faults are put into the folders of `src/` one by one (`response/remediation`), and the
 * unit tests that reach each are run. Prints the faults that no test noticed, and the score of each folder. The next run
 * of a folder leaves out the faults that were noticed and whose file and test are as they were; `--all` before the folders tries all.
 */
const root = process.cwd();
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
  const faults = await tryFolder({ root, folder, all });
  for (const { place, kind, before, after, status } of faults) {
    if (status === 'Survived' || status === 'NoCoverage') {
      console.log(`${status} ${place} ${kind}\n- ${before}\n+ ${after}\n`);
    }
  }
  scores.push(scoreOf(folder, faults));
}
console.log(scoreTable(scores));

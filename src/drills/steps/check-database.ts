import type { ComponentRun } from '../model/index.ts';
import { compareTables } from './compare-tables.ts';
import type { StepPorts } from './ports.ts';
import { finished, later } from './progress.ts';

interface Place {
  readonly host: string;
  readonly database: string;
}

/** Names and roles of a new database take some minutes to be known; then it is said that it could not be asked. */
const mostTries = 6;

const firstPause = 15;

/** Asks the copy and its source for figures about their tables, and compares them. */
export async function checkDatabase(
  run: ComponentRun,
  kind: 'sql' | 'postgresql',
  source: Place,
  copy: Place,
  { checks, clock }: StepPorts,
): Promise<ComponentRun> {
  const online = { name: 'online', outcome: 'passed', detail: `since ${run.onlineAt}` } as const;
  if (!checks) {
    const none = {
      name: 'data',
      outcome: 'not-done',
      detail: 'phiwatch has no way to ask databases here',
    } as const;
    return finished(run, [online, none], run.onlineAt ?? clock.now().toISOString());
  }
  const ofCopy = await checks.figures(kind, copy.host, copy.database);
  const again = () =>
    later({ ...run, tries: run.tries + 1 }, clock.now().toISOString(), firstPause * 2 ** run.tries);
  if (ofCopy.kind === 'failed' && run.tries < mostTries) return again();
  // Production is asked once the copy has answered: its tables are read for that.
  const ofSource =
    ofCopy.kind === 'failed' ? ofCopy : await checks.figures(kind, source.host, source.database);
  if (ofSource.kind === 'failed' && run.tries < mostTries) return again();
  const now = clock.now().toISOString();
  return finished(run, [online, ...compareTables(ofSource, ofCopy, run.restorePoint ?? '')], now);
}

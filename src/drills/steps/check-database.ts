import type { ComponentRun } from '../model/index.ts';
import { compareTables } from './compare-tables.ts';
import type { StepPorts } from './ports.ts';
import { finished, later } from './progress.ts';

interface Place {
  readonly host: string;
  readonly database: string;
}

/** Names and roles of a new database take some minutes to be known; then it is said that it could not be asked. */
const mostTries = 20;

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
  const ofSource = await checks.figures(kind, source.host, source.database);
  const now = clock.now().toISOString();
  if ((ofCopy.kind === 'failed' || ofSource.kind === 'failed') && run.tries < mostTries)
    return later({ ...run, tries: run.tries + 1 }, now);
  return finished(run, [online, ...compareTables(ofSource, ofCopy, run.restorePoint ?? '')], now);
}

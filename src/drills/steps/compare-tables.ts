import type { DrillCheck } from '../model/index.ts';
import type { DatabaseFigures, TableFigures } from './ports.ts';

/** A report names so many tables. */
const mostTables = 200;

/**
 * Compares the tables of a copy with those of its source. A table that was changed since the restore point is not comparable: that its figures
 * differ says nothing.
 */
export function compareTables(
  source: DatabaseFigures,
  copy: DatabaseFigures,
  restorePoint: string,
): readonly DrillCheck[] {
  if (copy.kind === 'failed') return [notDone('data', `the copy could not be asked: ${copy.why}`)];
  if (source.kind === 'failed') return [notDone('data', `the source could not be asked: ${source.why}`)];
  const byName = new Map(copy.tables.map((table) => [table.name, table]));
  const checks = source.tables
    .slice(0, mostTables)
    .map((table) => compareOne(table, byName.get(table.name), restorePoint));
  const isByProcedure = source.kind === 'procedure' && copy.kind === 'procedure';
  if (checks.length === 0) return [notDone('data', 'no table is named to be checked')];
  return [
    ...condensed(checks),
    ...(isByProcedure
      ? []
      : [notDone('checksums', 'the check procedure is not installed: counts of rows from metadata alone')]),
    ...(source.isCut === true || source.tables.length > mostTables
      ? [notDone('other tables', `only ${checks.length} tables are compared`)]
      : []),
  ];
}

function compareOne(source: TableFigures, copy: TableFigures | undefined, restorePoint: string): DrillCheck {
  const name = `table ${source.name}`;
  if (!copy) return { name, outcome: 'failed', detail: 'it is not in the copy' };
  const rows = `${source.rows} rows in the source, ${copy.rows} in the copy`;
  if (source.changedAt !== undefined && source.changedAt > restorePoint)
    return {
      name,
      outcome: 'not-comparable',
      detail: `${rows}; changed at ${source.changedAt}, after the restore point`,
    };
  if (source.rows !== copy.rows) {
    // Without the time of the last change nobody can say whether the source has changed since.
    return source.changedAt === undefined
      ? { name, outcome: 'not-comparable', detail: `${rows}; when it was last changed is not known` }
      : { name, outcome: 'failed', detail: rows };
  }
  if (source.checksum !== undefined && copy.checksum !== undefined && source.checksum !== copy.checksum)
    return source.changedAt === undefined
      ? {
          name,
          outcome: 'not-comparable',
          detail: `${rows}, checksums differ; when it was last changed is not known`,
        }
      : { name, outcome: 'failed', detail: `${rows}, checksums differ` };
  return { name, outcome: 'passed', detail: rows };
}

function counted(
  outcome: DrillCheck['outcome'],
  of: readonly DrillCheck[],
  detail: string,
): readonly DrillCheck[] {
  return of.length === 0 ? [] : [{ name: `${of.length} tables`, outcome, detail }];
}

/** Tables that a report names one by one; of more it names those that failed, and counts the others. */
const mostNamed = 20;

function condensed(checks: readonly DrillCheck[]): readonly DrillCheck[] {
  if (checks.length <= mostNamed) return checks;
  const {
    passed = [],
    failed = [],
    'not-comparable': open = [],
  } = Object.groupBy(checks, ({ outcome }) => outcome);
  return [
    ...failed.slice(0, mostNamed),
    ...counted('failed', failed.slice(mostNamed), 'they differ, too'),
    ...counted('passed', passed, 'they are as in the source'),
    ...counted('not-comparable', open, 'they were changed since the restore point, or nobody knows when'),
  ];
}

function notDone(name: string, detail: string): DrillCheck {
  return { name, outcome: 'not-done', detail };
}

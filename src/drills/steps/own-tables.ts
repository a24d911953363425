import type { DrillTablePrefix } from '../../platform/azure/index.ts';
import type { ComponentRun } from '../model/index.ts';
import type { Step, StepContext, StepPorts } from './ports.ts';
import { afterRead, failed, failedForGood, finished, later } from './progress.ts';
import { factsOf, objectIn, propertiesOf, textIn } from './properties.ts';

const mostTries = 5;

/**
 * phiwatch's own tables: restored from its ledger into tables of the drill's own, in the account of the drill group that the plan names, and
 * compared with the ledger row by row. The account may hold other tables, which are not touched.
 */
export const ownTablesStep: Step = async (run, context, ports) => {
  if (run.status === 'waiting') return prepare(run, context, ports);
  const restored = await ports.tables?.restore(run.facts['tables'] ?? '', drillTablePrefix(context.quarter));
  const now = ports.clock.now().toISOString();
  if (restored?.kind !== 'restored') {
    const why = restored?.why ?? 'this deployment keeps no ledger';
    return run.tries < mostTries ? later({ ...run, tries: run.tries + 1 }, now) : failed(run, why);
  }
  const { rows, different, withoutTexts, upTo, notRestored } = restored;
  if (rows === 0) return failed(run, 'the ledger holds no rows: nothing was restored');
  return finished(
    {
      ...run,
      mode: 'restored',
      restorePoint: upTo,
      restorePointFrom: 'the last run of the ledger',
      onlineAt: now,
      facts: { ...run.facts, notRestored: notRestored.join(', ') },
    },
    [
      different === 0
        ? { name: 'rows', outcome: 'passed', detail: `${rows} rows are as the ledger has them` }
        : { name: 'rows', outcome: 'failed', detail: `${different} rows differ from the ledger` },
      withoutTexts === 0
        ? { name: 'texts', outcome: 'passed', detail: 'all texts are there' }
        : {
            name: 'texts',
            outcome: 'not-comparable',
            detail: `${withoutTexts} rows have texts that were withdrawn or lost`,
          },
    ],
    now,
  );
};

async function prepare(
  run: ComponentRun,
  { plan, quarter }: StepContext,
  { azure, tables, clock }: StepPorts,
): Promise<ComponentRun> {
  const target = plan.targets.tablesAccount ?? '';
  const found = await azure.read(target);
  const now = clock.now().toISOString();
  if (found.kind === 'gone') return failedForGood(run, `the account ${target} is not there`);
  if (found.kind !== 'found') return afterRead(run, target, found, now);
  const account = textIn(objectIn(propertiesOf(found.resource)['primaryEndpoints'])['table']);
  if (account === undefined) return failedForGood(run, `the account ${target} has no tables`);
  if (!tables)
    return finished(
      { ...run, mode: 'readiness' },
      [{ name: 'rows', outcome: 'not-done', detail: 'this deployment keeps no ledger' }],
      now,
    );
  return {
    ...run,
    status: 'restoring',
    facts: factsOf({ tables: account }),
    intent: { what: 'tables', id: `${target}/tables/${drillTablePrefix(quarter)}`, at: now },
  };
}

/** The begin of the names of the tables of a drill. */
export function drillTablePrefix(quarter: string): DrillTablePrefix {
  return `drill${quarter}`;
}

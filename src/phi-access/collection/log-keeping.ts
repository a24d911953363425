import type { LogTables } from '../../platform/azure/index.ts';
import type { AccessQuery } from './access-queries.ts';

/** The days that the first look goes back, and baselines with it. */
export const historyDays = 35;

interface Ports {
  readonly queries: readonly AccessQuery[];
  readonly logTables: LogTables;
  /** Ids of workspaces. */
  readonly workspaces: readonly string[];
  /** Lower case. */
  readonly subscriptions: readonly string[];
}

/**
 * Says in sentences what the tables that are queried do not allow: one on another plan than Analytics is not answered at all, and one
 * that keeps its rows for less than the baselines look back makes them shorter than they are said to be.
 * https://learn.microsoft.com/azure/azure-monitor/logs/basic-logs-query
 */
export async function keepingGaps({
  queries,
  logTables,
  workspaces,
  subscriptions,
}: Ports): Promise<readonly string[]> {
  const wanted = new Set(queries.map(({ table }) => table));
  const found = await Promise.all(
    workspaces.map(async (workspace) => {
      const answer = await logTables.of(workspace, subscriptions);
      if (answer.kind === 'unread')
        return [
          `The plans and the retention of the tables of workspace ${workspace} are not known: ${answer.reason}.`,
        ];
      return answer.tables
        .filter(({ name }) => wanted.has(name))
        .flatMap(({ name, plan = 'Analytics', retentionDays }) => {
          const where = `The table ${name} of workspace ${workspace}`;
          if (plan.toLowerCase() !== 'analytics')
            return [
              `${where} is on the plan ${plan}: it does not answer queries, so nothing in it is watched.`,
            ];
          return retentionDays !== undefined && retentionDays < historyDays
            ? [
                `${where} keeps its rows for ${retentionDays} days: baselines should look back ${historyDays}.`,
              ]
            : [];
        });
    }),
  );
  return found.flat();
}

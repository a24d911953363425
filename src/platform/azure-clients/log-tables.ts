import type { LogTable, LogTables } from '../azure/index.ts';
import { failureReason } from '../azure/index.ts';
import type { ArmCaller } from './arm-caller.ts';
import { isJsonObject } from './classify-answer.ts';
import { pagesOf } from './pages.ts';

const workspaceType = 'Microsoft.OperationalInsights/workspaces';

/** Workspaces of a subscription, and tables of a workspace: far more than there are. */
const mostPages = 50;

/**
 * Reads how the tables of workspaces are kept. A workspace is looked for by its own id in the given subscriptions.
 * https://learn.microsoft.com/rest/api/loganalytics/tables/list-by-workspace
 */
export function createLogTables(caller: ArmCaller): LogTables {
  const listed = async (path: string): Promise<readonly unknown[] | string> => {
    const items: unknown[] = [];
    for await (const page of pagesOf(caller, path, workspaceType, mostPages)) {
      if (page.kind === 'gone') return items;
      if (page.kind !== 'items') return failureReason(page);
      items.push(...page.items);
    }
    return items;
  };
  return {
    async of(workspace, subscriptions) {
      let trouble: string | undefined;
      for (const subscriptionId of subscriptions) {
        const found = await listed(`/subscriptions/${subscriptionId}/providers/${workspaceType}`);
        if (typeof found === 'string') trouble = found;
        else
          for (const each of found) {
            const id = idOf(each, workspace);
            if (id === undefined) continue;
            const tables = await listed(`${id}/tables`);
            return typeof tables === 'string'
              ? { kind: 'unread', reason: tables }
              : { kind: 'read', tables: tables.flatMap(tableOf) };
          }
      }
      return { kind: 'unread', reason: trouble ?? 'it is in none of the watched subscriptions' };
    },
  };
}

/** The resource id of an item, where it is the workspace of this own id. */
function idOf(item: unknown, workspace: string): string | undefined {
  if (!isJsonObject(item) || typeof item['id'] !== 'string') return undefined;
  const { properties } = item;
  const own = isJsonObject(properties) ? properties['customerId'] : undefined;
  return typeof own === 'string' && own.toLowerCase() === workspace.toLowerCase() ? item['id'] : undefined;
}

function tableOf(item: unknown): readonly LogTable[] {
  if (!isJsonObject(item) || typeof item['name'] !== 'string') return [];
  const properties = isJsonObject(item['properties']) ? item['properties'] : {};
  const { plan, retentionInDays } = properties;
  return [
    {
      name: item['name'],
      ...(typeof plan === 'string' && { plan }),
      ...(typeof retentionInDays === 'number' && { retentionDays: retentionInDays }),
    },
  ];
}

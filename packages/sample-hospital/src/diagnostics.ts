import { extension, ids } from './resource.ts';
import type { Json, Resource } from './resource.ts';

/** Sends logs and metrics of a resource to the workspace. `logs`: categories, or the group `allLogs` or `audit`. */
export function diagnostics(on: Resource, logs: readonly string[], rest: Json = {}): Resource {
  const retentionPolicy = { enabled: false, days: 0 };
  return extension(on, 'Microsoft.Insights/diagnosticSettings', 'to-workspace', {
    properties: {
      workspaceId: ids.workspace,
      logs: logs.map((name) => ({
        ...(name === 'allLogs' || name === 'audit' ? { categoryGroup: name } : { category: name }),
        enabled: true,
        retentionPolicy,
      })),
      metrics: [{ category: 'AllMetrics', enabled: true, retentionPolicy }],
      ...rest,
    },
  });
}

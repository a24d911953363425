import { failureReason, isTransient } from '../../platform/azure/index.ts';
import type { AzureGraph } from '../../platform/azure/index.ts';
import { resourceTypeOf } from '../../model/index.ts';
import type { Collector, CollectorPorts } from './ports.ts';

/** The port that this collector alone needs. */
export interface GraphPorts {
  readonly graph: Pick<AzureGraph, 'resourceGroups' | 'resources'>;
}

/**
 * The number of resources of each type as Resource Graph counts them, beside those that phiwatch knows: what is missing from every other
 * file. The graph is an index of Azure's that phiwatch does not write.
 */
export function countsCollector({ graph }: GraphPorts): Collector {
  return {
    name: 'counts',
    scopes: async ({ subscriptions }) => subscriptions.map((id) => `/subscriptions/${id}`),
    async collect({ scope }, ports) {
      const subscription = scope.split('/').at(-1) ?? '';
      const listed = await listedIn(subscription, graph);
      const known = await knownIn(scope, ports);
      const evaluated = (id: string) => isIndexed(id, ports);
      const only = {
        graph: [...listed].filter((id) => evaluated(id) && !known.has(id)).toSorted(),
        phiwatch: [...known].filter((id) => evaluated(id) && !listed.has(id)).toSorted(),
      };
      const population = {
        name: 'resources',
        count: [...known].filter(evaluated).length,
        source: 'resources of evaluated types, as phiwatch knows them',
        asOf: ports.clock.now().toISOString(),
        independent: {
          source: 'Azure Resource Graph, from which the nightly scan takes its list as well',
          count: [...listed].filter(evaluated).length,
          unexplained: [...only.graph, ...only.phiwatch],
        },
      };
      return {
        data: { byType: { graph: countsByType(listed), phiwatch: countsByType(known) }, only },
        populations: [population],
      };
    },
  };
}

async function listedIn(subscription: string, graph: GraphPorts['graph']): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const groups: string[] = [];
  for await (const page of graph.resourceGroups(subscription)) {
    if (page.kind !== 'page') throw troubleOf(page);
    for (const { id = '' } of page.resources) groups.push(id.split('/').at(-1) ?? '');
  }
  for await (const page of graph.resources(subscription, groups)) {
    if (page.kind !== 'page') throw troubleOf(page);
    for (const { id = '' } of page.resources) ids.add(id.toLowerCase());
  }
  return ids;
}

function troubleOf(failure: Parameters<typeof failureReason>[0]): Error {
  return new Error(
    `Resource Graph: ${failureReason(failure)}${isTransient(failure) ? '' : ' (it stays so)'}`,
  );
}

async function knownIn(scope: string, { store }: CollectorPorts): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { resourceId, gone } of store.list(scope)) if (!gone) ids.add(resourceId.toLowerCase());
  return ids;
}

/** The graph holds what has tags and a location; children such as blob services it does not. */
function isIndexed(id: string, { catalogue }: CollectorPorts): boolean {
  return catalogue.types.get(resourceTypeOf(id).toLowerCase())?.indexed === true;
}

function countsByType(ids: ReadonlySet<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const type = resourceTypeOf(id).toLowerCase();
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

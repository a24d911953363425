import { resourceTypeOf } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import { ownershipOf } from '../../monitoring/evaluation/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import type { Compared } from './daily-posture.ts';
import type { DailyPorts } from './ports.ts';

interface Ids {
  readonly all: ReadonlySet<string>;
  readonly phi: ReadonlySet<string>;
}

/**
 * Compares the resources that phiwatch knows with those that Resource Graph lists, and those of them that hold PHI with what their tags and the
 * settings say. Only types that the graph lists can be compared.
 */
export async function compareResources(
  known: Ids,
  ports: DailyPorts,
): Promise<{ readonly resources: Compared; readonly phiResources: Compared }> {
  const own = { all: listed(known.all, ports), phi: listed(known.phi, ports) };
  const found = await inGraph(ports);
  if (typeof found === 'string') {
    return {
      resources: { count: own.all.size, why: found },
      phiResources: { count: own.phi.size, why: found },
    };
  }
  const graph = { all: listed(found.all, ports), phi: listed(found.phi, ports) };
  return {
    resources: compared(own.all, graph.all),
    phiResources: compared(own.phi, graph.phi),
  };
}

function compared(own: ReadonlySet<string>, other: ReadonlySet<string>): Compared {
  return {
    count: own.size,
    independent: { count: other.size, unexplained: [...own.symmetricDifference(other)].toSorted() },
  };
}

function listed(ids: ReadonlySet<string>, { catalogue }: DailyPorts): ReadonlySet<string> {
  return new Set([...ids].filter((id) => catalogue.types.get(resourceTypeOf(id).toLowerCase())?.indexed));
}

/** A reason where something of it could not be read: what is not there must not be taken for gone. */
async function inGraph(ports: DailyPorts): Promise<Ids | string> {
  const { graph, subscriptions, ownership, catalogue } = ports;
  const [all, phi] = [new Set<string>(), new Set<string>()];
  const note = ({ id = '', tags }: Resource): void => {
    all.add(id.toLowerCase());
    if (ownershipOf(tags, id, ownership, catalogue.types).phi) phi.add(id.toLowerCase());
  };
  for (const subscription of subscriptions) {
    const groups: string[] = [];
    for await (const page of graph.resourceGroups(subscription)) {
      if (page.kind !== 'page') return `Resource Graph: ${failureReason(page)}`;
      for (const { id = '' } of page.resources) groups.push(id.split('/').at(-1) ?? '');
    }
    if (groups.length === 0) continue;
    for await (const page of graph.resources(subscription, groups)) {
      if (page.kind !== 'page') return `Resource Graph: ${failureReason(page)}`;
      if (page.truncated) return 'Resource Graph cut its answer short';
      for (const resource of page.resources) note(resource);
    }
  }
  return { all, phi };
}

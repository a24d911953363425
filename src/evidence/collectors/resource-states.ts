import { concurrently } from '../../base/index.ts';
import { resourceGroupOf, withoutMail } from '../../model/index.ts';
import type { Resource, ResourceState } from '../../model/index.ts';
import { failureReason, isTransient } from '../../platform/azure/index.ts';
import type { Collector, CollectorPorts } from './ports.ts';

/** Resources of one file. */
const atOnce = 200;

/** Reads at the same time. */
const reading = 8;

/** Resources that lie in no resource group. */
const ungrouped = '(none)';

/** The state of each resource by each policy, with the resource as Azure gives it: whoever has the policies can evaluate it again. */
export const statesCollector: Collector = {
  name: 'states',
  async scopes({ store, subscriptions }) {
    const groups = new Map<string, string>();
    for (const subscription of subscriptions)
      for await (const { resourceId, gone } of store.list(`/subscriptions/${subscription}`)) {
        const group = resourceGroupOf(resourceId) ?? `/subscriptions/${subscription}/${ungrouped}`;
        if (!gone) groups.set(group.toLowerCase(), group);
      }
    return [...groups.values()].toSorted();
  },
  async collect({ scope, after, isLastTry = false }, ports) {
    const known = (await statesIn(scope, ports)).filter(
      ({ resourceId }) => resourceId.toLowerCase() > (after ?? ''),
    );
    const part = known.slice(0, atOnce);
    const gaps: string[] = [];
    const resources: unknown[] = [];
    await concurrently(part, reading, async (state) => {
      const { resource, why } = await read(state.resourceId, isLastTry, ports);
      if (why !== undefined)
        gaps.push(`${state.resourceId}: the resource itself is not in the package, as ${why}`);
      resources.push({ ...shown(state), ...(resource && { resource: withoutNames(resource) }) });
    });
    const last = part.at(-1);
    return {
      data: { resources: resources.toSorted(byId) },
      gaps: gaps.toSorted(),
      ...(last && known.length > part.length && { next: last.resourceId.toLowerCase() }),
    };
  },
};

async function statesIn(scope: string, { store }: CollectorPorts): Promise<readonly ResourceState[]> {
  const isUngrouped = scope.endsWith(`/${ungrouped}`);
  const states: ResourceState[] = [];
  const within = isUngrouped ? scope.slice(0, -`/${ungrouped}`.length) : scope;
  for await (const state of store.list(within))
    if (!state.gone && (!isUngrouped || resourceGroupOf(state.resourceId) === undefined)) states.push(state);
  return states.toSorted(byId);
}

/** Throws for now where Azure may answer later. */
async function read(
  resourceId: string,
  isLastTry: boolean,
  { reader }: CollectorPorts,
): Promise<{ readonly resource?: Resource; readonly why?: string }> {
  const outcome = await reader.get(resourceId);
  if (outcome.kind === 'found') return { resource: outcome.resource };
  if (outcome.kind === 'gone') return { why: 'Azure no longer has it' };
  if (isTransient(outcome) && !isLastTry)
    throw new Error(`${resourceId} could not be read: ${failureReason(outcome)}`);
  return { why: failureReason(outcome) };
}

/** Azure names who made a resource by their mail address (`systemData`): ids stay, addresses do not. */
function withoutNames(value: unknown): unknown {
  if (typeof value === 'string') return withoutMail(value);
  if (Array.isArray(value)) return value.map(withoutNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutNames(member)]));
}

/** The state without what only the work needs. */
function shown({
  resourceId,
  resourceType,
  sequence,
  readStartedAt,
  states,
  phi,
  organization,
}: ResourceState) {
  return {
    resourceId,
    resourceType,
    sequence,
    readStartedAt,
    states,
    ...(phi !== undefined && { phi }),
    ...(organization !== undefined && { organization }),
  };
}

function byId(one: unknown, other: unknown): number {
  const [left, right] = [one, other].map((each) => (each as ResourceState).resourceId.toLowerCase());
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

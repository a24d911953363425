import { concurrently } from '../../base/index.ts';
import { parseResourceId, resourceGroupOf } from '../../model/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { ChangePorts } from './ports.ts';

/** Resources that one query names. */
const mostNamed = 100;

const atOnce = 16;

/** Resources of the same type and name that lie elsewhere, by the id that is known; or why nobody can say. */
export type Twins =
  | { readonly kind: 'found'; readonly of: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: 'trouble'; readonly reason: string; readonly retryAfterSeconds: number };

/**
 * Asks Resource Graph where else there are resources of the same type and name. What lies under a resource moves with it, so the graph is
 * asked for the outermost one alone. It lags behind ("an asynchronous index", "occasionally longer"), so this nominates:
 * https://learn.microsoft.com/azure/governance/resource-graph/choose-query-strategy
 */
export async function findTwins(
  ids: readonly string[],
  { graph, subscriptions, log }: Pick<ChangePorts, 'graph' | 'subscriptions' | 'log'>,
): Promise<Twins> {
  const roots = Array.from(new Set(ids.map(rootOf).filter((root) => root !== '')));
  const places = new Map<string, string[]>();
  for (let start = 0; start < roots.length; start += mostNamed) {
    const asked = roots.slice(start, start + mostNamed).flatMap((root) => parseResourceId(root) ?? []);
    const [names, types] = [asked.map(({ name }) => name), [...new Set(asked.map(({ type }) => type))]];
    for await (const page of graph.named(subscriptions, names, types)) {
      if (page.kind !== 'page') {
        if (isTransient(page))
          return { kind: 'trouble', reason: failureReason(page), retryAfterSeconds: waitOf(page) };
        log.warn('Resource Graph does not say where resources were moved', { reason: failureReason(page) });
        break;
      }
      if (page.truncated)
        return { kind: 'trouble', reason: 'the graph cut its answer short', retryAfterSeconds: 0 };
      for (const { id = '' } of page.resources)
        places.set(withinGroup(id), [...(places.get(withinGroup(id)) ?? []), id]);
    }
  }
  const twinsOf = (id: string): readonly string[] => {
    const root = rootOf(id);
    const elsewhere = (places.get(withinGroup(root)) ?? []).filter((twin) => groupOf(twin) !== groupOf(id));
    return elsewhere.map((twin) => `${twin}${id.slice(root.length)}`);
  };
  return { kind: 'found', of: new Map(ids.map((id) => [id, twinsOf(id)])) };
}

/** `unclear`: it is gone from its place, and nobody knows yet where to; or that could not be read now. */
export type MovePlace = 'here' | 'unclear' | { readonly movedTo: string };

/** Finds out by GET where each of them is: the graph alone decides nothing. */
export async function locateMoved(
  twins: ReadonlyMap<string, readonly string[]>,
  { reader }: Pick<ChangePorts, 'reader'>,
): Promise<ReadonlyMap<string, MovePlace>> {
  const places = new Map<string, MovePlace>();
  await concurrently(twins, atOnce, async ([id, elsewhere]) => {
    places.set(id, await locate(id, elsewhere, reader));
  });
  return places;
}

async function locate(
  id: string,
  [twin, ...others]: readonly string[],
  reader: ChangePorts['reader'],
): Promise<MovePlace> {
  const old = await reader.get(id);
  if (old.kind === 'found') return 'here';
  // What can be read no more is evaluated where it was, so that it becomes Unknown.
  if (old.kind !== 'gone') return isTransient(old) ? 'unclear' : 'here';
  if (twin === undefined || others.length > 0) return 'unclear';
  return (await reader.get(twin)).kind === 'found' ? { movedTo: twin } : 'unclear';
}

/** `/subscriptions/S/resourceGroups/G/providers/NAMESPACE/type/name`: the outermost resource of an id; empty where there is none. */
function rootOf(id: string): string {
  const segments = id.split('/');
  return segments.length < 9 || groupOf(id) === '' ? '' : segments.slice(0, 9).join('/');
}

/** The part of an id that a move leaves as it is: provider, type and name. */
function withinGroup(id: string): string {
  return id.slice(resourceGroupOf(id)?.length ?? 0).toLowerCase();
}

function groupOf(id: string): string {
  return resourceGroupOf(id)?.toLowerCase() ?? '';
}

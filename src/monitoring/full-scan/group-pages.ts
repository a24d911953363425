import { ownersOf } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { AzureGraph, GraphPage } from '../../platform/azure/index.ts';

type Page = Extract<GraphPage, { kind: 'page' }>;

/** Returns what the graph shows of a resource group, page by page. */
export type GroupPages = (resourceGroup: string) => AsyncIterable<GraphPage>;

/** The number of groups that are asked for at first, by how many more after an answer that fitted, and at most. */
const [first, step, most] = [8, 4, 50];

/** The resources of an answer for several groups: half of a page, as they are held beside the page of a group that is worked on. */
const mostHeld = 500;

/**
 * Reads resource groups from the graph, which takes three queries a second: of many small ones, several with one query. What comes back for several counts only if
 * it is whole. Otherwise the group is asked for alone, so that whatever is wrong with an answer is said of the group that it is about,
 * and fewer are asked for together from then on.
 * @param groups those that are likely to be asked for, in that order
 */
export function readGroups(
  subscriptionId: string,
  groups: readonly string[],
  graph: Pick<AzureGraph, 'resources'>,
): GroupPages {
  const left = new Map(groups.map((name) => [name.toLowerCase(), name]));
  const held = new Map<string, Page>();
  let atOnce = first;

  async function askTogether(names: readonly string[]): Promise<void> {
    const whole = await wholeAnswer(graph.resources(subscriptionId, names));
    const byGroup = Map.groupBy(whole?.resources ?? [], ({ id = '' }) => groupIn(id));
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    if (!whole || [...byGroup.keys()].some((name) => !wanted.has(name))) {
      atOnce = Math.max(1, Math.floor(atOnce / 2));
      return;
    }
    atOnce = Math.min(most, atOnce + step);
    // What is left of an earlier answer was skipped: somebody else has taken it.
    held.clear();
    for (const name of wanted) {
      held.set(name, { ...whole, resources: byGroup.get(name) ?? [] });
      left.delete(name);
    }
  }

  return async function* (resourceGroup) {
    const key = resourceGroup.toLowerCase();
    left.delete(key);
    if (!held.has(key)) {
      const others = Array.from(left.values()).slice(0, atOnce - 1);
      if (others.length > 0) await askTogether([resourceGroup, ...others]);
    }
    const page = held.get(key);
    held.delete(key);
    if (page) {
      yield page;
      return;
    }
    let size = 0;
    for await (const alone of graph.resources(subscriptionId, [resourceGroup])) {
      size += alone.kind === 'page' ? alone.resources.length : mostHeld;
      yield alone;
    }
    // Where one group is small, the next ones may be.
    if (size <= mostHeld / 2) atOnce = Math.min(most, atOnce + step);
  };
}

/** The resource group of an id, in lower case; empty where it has none. */
function groupIn(id: string): string {
  return ownersOf(id).resourceGroup?.toLowerCase() ?? '';
}

/** Returns all pages as one. Undefined: something is missing, or there is more than is to be held. */
async function wholeAnswer(pages: AsyncIterable<GraphPage>): Promise<Page | undefined> {
  const resources: Resource[] = [];
  let whole: Page | undefined;
  for await (const page of pages) {
    if (page.kind !== 'page' || page.truncated || page.malformed > 0) return undefined;
    resources.push(...page.resources);
    // Without asking for the next page.
    if (resources.length > mostHeld) return undefined;
    whole ??= page;
  }
  return whole && { ...whole, resources };
}

import { scale } from '@phiwatch/sample-hospital';
import type { Resource } from '../src/model/index.ts';
import { loadCatalogue } from '../src/rules/controls/index.ts';
import type { CataloguePolicy } from '../src/rules/controls/index.ts';
import { findRelated } from '../src/rules/policy/index.ts';
import type { RelatedAnswer, RelatedQuery } from '../src/rules/policy/index.ts';
import { CLOSURES, shaped } from './closures.ts';
import { median, report } from './measure.ts';

const WANTED: Readonly<Record<string, number>> = {
  'Microsoft.Storage/storageAccounts': 2000,
  'Microsoft.KeyVault/vaults': 500,
  'Microsoft.Sql/servers': 300,
  'Microsoft.Network/networkSecurityGroups': 400,
};

/** A policy, a resource of its type, and what it may ask for: all read beforehand. */
interface Pair {
  readonly entry: CataloguePolicy;
  readonly resource: Resource;
  readonly related: readonly Resource[];
  readonly lookup: (query: RelatedQuery) => RelatedAnswer;
}

/** Verdicts per second over a hospital's worth of resources, beside closures written by hand for the same rules. */
export function benchEvaluate(): void {
  const pairs = makePairs();
  const disagreements = pairs.filter(disagrees);
  if (disagreements.length > 0) {
    const [{ entry, resource } = pairs[0] as Pair] = disagreements;
    throw new Error(`${entry.name} and its closure disagree on ${String(resource.id)}`);
  }
  let found = 0;
  const engine = median(15, () => {
    for (const { entry, resource, lookup } of pairs) {
      if (entry.policy.evaluate(resource, undefined, lookup).state === 'NonCompliant') found += 1;
    }
  });
  const byHand = pairs.map(({ entry, resource, related }) => ({
    check: CLOSURES[entry.name] as NonNullable<(typeof CLOSURES)[string]>,
    resource: shaped(resource),
    related: related.map(shaped),
  }));
  const floor = median(15, () => {
    for (const { check, resource, related } of byHand) if (!check(resource, related)) found += 1;
  });
  if (found === 0) throw new Error('the estate has no faults: nothing was measured');
  const rate = (microseconds: number): string => `${(pairs.length / microseconds).toFixed(2)} M verdicts/s`;
  report(`evaluation, ${pairs.length} pairs, one core`, rate(engine), {
    of: engine / floor,
    to: 'closures by hand',
  });
  report('  the closures', rate(floor));

  const account = pairs.filter(({ resource }) => resource.type === 'Microsoft.Storage/storageAccounts');
  const [{ resource } = pairs[0] as Pair] = account;
  const own = account.filter((pair) => pair.resource === resource);
  const one = median(20_000, () => {
    for (const { entry, lookup } of own) entry.policy.evaluate(resource, undefined, lookup);
  });
  report(`one changed storage account, ${own.length} policies`, `p50 ${one.toFixed(2)} us`);
}

function makePairs(): readonly Pair[] {
  const catalogue = loadCatalogue();
  const counts = new Map<string, number>();
  const families = groupByRoot();
  return [...families].flatMap(([resource, children]) => {
    const count = (counts.get(resource.type) ?? 0) + 1;
    if (count > (WANTED[resource.type] ?? 0)) return [];
    counts.set(resource.type, count);
    return catalogue
      .policiesFor(resource.type)
      .filter((entry) => CLOSURES[entry.name] !== undefined)
      .map((entry) => makePair(entry, resource, children));
  });
}

function makePair(entry: CataloguePolicy, resource: Resource, children: readonly Resource[]): Pair {
  let related: readonly Resource[] = [];
  entry.policy.evaluate(resource, undefined, (query) => {
    related = findRelated(children, query);
    return { resources: related };
  });
  const answer = { resources: related };
  return { entry, resource, related, lookup: () => answer };
}

/** Each resource of a wanted type with what lies under it. */
function groupByRoot(): ReadonlyMap<Resource, readonly Resource[]> {
  const families = new Map<Resource, Resource[]>();
  let root: Resource | undefined;
  for (const resource of scale(60_000)) {
    if (resource.type in WANTED) {
      root = resource;
      families.set(resource, []);
    } else if (root) families.get(root)?.push(resource);
  }
  return families;
}

function disagrees({ entry, resource, related, lookup }: Pair): boolean {
  const { state } = entry.policy.evaluate(resource, undefined, lookup);
  if (state === 'NotApplicable') return false;
  const check = CLOSURES[entry.name];
  return check !== undefined && check(shaped(resource), related.map(shaped)) !== (state === 'Compliant');
}

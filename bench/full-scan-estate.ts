import { estate, scale } from '@phiwatch/sample-hospital';
import type { Resource } from '../src/model/index.ts';

/** Two of them have one name. */
export const subscriptions = [
  { id: '10000000-0000-4000-8000-000000000001', name: 'Clinics' },
  { id: '10000000-0000-4000-8000-000000000002', name: 'Clinics' },
  { id: '10000000-0000-4000-8000-000000000003', name: 'Imaging' },
] as const;
const groups = 40;

/** The share of storage accounts, vaults, servers and the like, with all that lies under them; the rest are disks. */
const families = 0.15;

/** So many resources that Resource Graph lists, and what lies under them, in 40 resource groups of 3 subscriptions. */
export function largeEstate(count: number): Resource[] {
  const resources = containers();
  const roots = new Map<string, number>();
  for (const resource of scale(count * 10)) {
    const { id = '' } = resource;
    const root = id.split('/').slice(0, 9).join('/');
    if (roots.size >= count * families && !roots.has(root)) break;
    const index = roots.get(root) ?? roots.size;
    roots.set(root, index);
    resources.push(moved(resource, index));
  }
  const disk = estate().find(({ type }) => type === 'Microsoft.Compute/disks');
  if (!disk?.id) throw new Error('the sample estate has no disk');
  const listed = resources.filter((resource) => 'location' in resource).length - groups;
  for (let n = listed; n < count; n += 1)
    resources.push({
      ...moved(disk, n),
      id: moved(disk, n).id?.replace(/[^/]+$/, `disk-${n}`) ?? '',
      name: `disk-${n}`,
    });
  return resources;
}

function containers(): Resource[] {
  return [
    ...subscriptions.map(({ id, name }) =>
      container(`/subscriptions/${id}`, 'subscriptions', {
        subscriptionId: id,
        displayName: name,
        state: 'Enabled',
      }),
    ),
    ...Array.from({ length: groups }, (_, n) =>
      container(groupOf(n), 'subscriptions/resourceGroups', {
        location: 'eastus',
        properties: { provisioningState: 'Succeeded' },
      }),
    ),
  ];
}

/** As it is, but in the n-th resource group. */
function moved(resource: Resource, n: number): Resource {
  const old = resource.id?.split('/').slice(0, 5).join('/') ?? '';
  return JSON.parse(JSON.stringify(resource).replaceAll(old, groupOf(n % groups))) as Resource;
}

function groupOf(n: number): string {
  return `/subscriptions/${subscriptions[n % subscriptions.length]?.id}/resourceGroups/rg-${n}`;
}

function container(id: string, type: string, more: Readonly<Record<string, unknown>>): Resource {
  return { id, name: id.split('/').at(-1) ?? '', type: `Microsoft.Resources/${type}`, tags: {}, ...more };
}

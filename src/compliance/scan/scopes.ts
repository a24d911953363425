/** The subscription and, where there is one, the resource group that an id lies in; lower case. */
export function containersOf(id: string): {
  readonly subscription?: string;
  readonly resourceGroup?: string;
} {
  const [, subscription, , resourceGroup] =
    /^(\/subscriptions\/[^/]+)((\/resourcegroups\/[^/]+))?/.exec(id.toLowerCase()) ?? [];
  return {
    ...(subscription !== undefined && { subscription }),
    ...(resourceGroup !== undefined && { resourceGroup: `${subscription}${resourceGroup}` }),
  };
}

/** Every id that this one lies under, nearest last: subscription, resource group, parents and extended resources; lower case. */
export function ancestorsOf(id: string): string[] {
  const segments = id.toLowerCase().split('/').slice(1);
  const ancestors: string[] = [];
  let path = '';
  for (let i = 0; i < segments.length;) {
    // `providers/<namespace>` belongs to the pair after it.
    const take = segments[i] === 'providers' ? 4 : 2;
    path += `/${segments.slice(i, i + take).join('/')}`;
    i += take;
    if (i < segments.length) ancestors.push(path);
  }
  return ancestors;
}

import type { Drift } from './drift.ts';
import { resourceTypeOf, subscriptionType } from './resource-id.ts';

/** Names a resource as people do: by the last part of its id; a subscription, whose name is not in its id, as one. */
export function shortName(resourceId: string): string {
  const name = resourceId.split('/').at(-1) ?? resourceId;
  const isSubscription = resourceTypeOf(resourceId).toLowerCase() === subscriptionType.toLowerCase();
  return isSubscription ? `Subscription ${name}` : name;
}

/** Says what is wrong, in a sentence about the resource: `stlakesideimages accepts unencrypted connections`. */
export function headlineOf({
  resourceId,
  title,
  failure,
  to,
}: Pick<Drift, 'resourceId' | 'title' | 'failure' | 'to'>): string {
  const name = shortName(resourceId);
  if (to === 'Unknown') return `${name} cannot be evaluated: ${title}`;
  return failure === undefined ? `${name} does not comply with: ${title}` : `${name} ${failure}`;
}

import type { Drift } from './drift.ts';
import { resourceTypeOf, subscriptionType } from './resource-id.ts';

/** Names a resource as people do: by the last part of its id; a subscription, whose name is not in its id, as one; a slot with its app. */
export function shortName(resourceId: string): string {
  const parts = resourceId.split('/');
  const name = parts.at(-1) ?? resourceId;
  const type = resourceTypeOf(resourceId).toLowerCase();
  if (type === slotType) return `${parts.at(-3)}/${name}`;
  return type === subscriptionType.toLowerCase() ? `Subscription ${name}` : name;
}

/** Every app has a slot `staging` or the like. */
const slotType = 'microsoft.web/sites/slots';

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

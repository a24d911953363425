import { subscriptionIdOf } from '../model/index.ts';

export const everyOwner = 'all';

/** Under which what belongs to a resource, or to a scope, is kept: its subscription. */
export function ownerOf(id: string): string {
  return subscriptionIdOf(id)?.toLowerCase() ?? '-';
}

import type { Resource } from '../../model/index.ts';

/**
 * Words of `provisioningState` that say that the resource is on its way. All others are taken as final: the three of
 * Azure (Succeeded, Failed, Canceled), none at all, and the providers' own words (Ready, Online, Active).
 * https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations#provisioningstate-values
 */
const transitional = new Set([
  'accepted',
  'activating',
  'allocating',
  'attaching',
  'configuring',
  'creating',
  'deleting',
  'deploying',
  'detaching',
  'initializing',
  'inprogress',
  'migrating',
  'moving',
  'notstarted',
  'patching',
  'pausing',
  'pending',
  'preparing',
  'provisioning',
  'registering',
  'resolvingdns',
  'restoring',
  'resuming',
  'running',
  'scaling',
  'starting',
  'stopping',
  'unregistering',
  'updating',
  'upgrading',
  'validating',
]);

/** The state that a resource is passing through, as Azure spells it; undefined: it has settled. */
export function unsettledState(resource: Resource): string | undefined {
  const { properties } = resource;
  if (typeof properties !== 'object' || properties === null || !('provisioningState' in properties))
    return undefined;
  const state = properties.provisioningState;
  return typeof state === 'string' && transitional.has(state.toLowerCase()) ? state : undefined;
}

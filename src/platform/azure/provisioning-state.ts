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
  'dropping',
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
  'restarting',
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

/**
 * Types that have a `state` beside, or instead of, their provisioning state; elsewhere that word means a setting (`state: Enabled`).
 * https://learn.microsoft.com/javascript/api/@azure/arm-postgresql-flexible/knownserverstate,
 * https://learn.microsoft.com/javascript/api/@azure/arm-mysql-flexible/knownserverstate
 */
const withState = new Set([
  'microsoft.dbformysql/flexibleservers',
  'microsoft.dbforpostgresql/flexibleservers',
  'microsoft.sql/managedinstances',
  'microsoft.sql/servers',
]);

/** The state that a resource is passing through, as Azure spells it; undefined: it has settled. */
export function unsettledState({ type, properties }: Resource): string | undefined {
  if (typeof properties !== 'object' || properties === null) return undefined;
  const found: Readonly<Record<string, unknown>> = { ...properties };
  // A configuration of a PostgreSQL server shows the new value before it is in effect.
  if (found['isConfigPendingRestart'] === true) return 'waiting for a restart';
  const states = [found['provisioningState'], withState.has(type.toLowerCase()) && found['state']];
  return states.find(
    (state): state is string => typeof state === 'string' && transitional.has(state.toLowerCase()),
  );
}

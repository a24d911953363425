import { expect, test } from 'vitest';
import { unsettledState } from '../../../src/platform/azure/provisioning-state.ts';

const postgres = 'Microsoft.DBforPostgreSQL/flexibleServers';

test.each<[type: string, properties: object | undefined, state: string | undefined]>([
  ['Microsoft.Compute/disks', { provisioningState: 'Updating' }, 'Updating'],
  ['Microsoft.Compute/disks', { provisioningState: 'Succeeded' }, undefined],
  ['Microsoft.Compute/disks', undefined, undefined],
  [postgres, { state: 'Updating' }, 'Updating'],
  [postgres, { state: 'Dropping' }, 'Dropping'],
  [postgres, { state: 'Restarting' }, 'Restarting'],
  [postgres, { state: 'Ready' }, undefined],
  [postgres, { state: 'Stopped' }, undefined],
  ['microsoft.dbformysql/flexibleservers', { state: 'Starting' }, 'Starting'],
  ['Microsoft.Sql/servers', { state: 'Ready' }, undefined],
  ['Microsoft.Sql/servers', { state: 'Updating' }, 'Updating'],
  // Here the word is a setting.
  ['Microsoft.Sql/servers/auditingSettings', { state: 'Updating' }, undefined],
  [`${postgres}/configurations`, { value: 'on', isConfigPendingRestart: true }, 'waiting for a restart'],
  [`${postgres}/configurations`, { value: 'on', isConfigPendingRestart: false }, undefined],
])('%s with %j is passing through %s', (type, properties, state) => {
  expect(unsettledState({ type, ...(properties && { properties }) })).toBe(state);
});

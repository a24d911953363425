import { expect, test } from 'vitest';
import { directionOf, directionOfAll } from '../../../src/response/remediation/direction.ts';

const storage = 'Microsoft.Storage/storageAccounts';

/** Values from the most open to the most closed, by the setting. */
const orders = [
  [storage, 'properties.publicNetworkAccess', 'Enabled', 'SecuredByPerimeter', 'Disabled'],
  [storage, 'properties.networkAccessPolicy', 'AllowAll', 'AllowPrivate', 'DenyAll'],
  [storage, 'properties.networkAcls.defaultAction', 'Allow', 'Deny'],
  [storage, 'properties.supportsHttpsTrafficOnly', false, true],
  [storage, 'properties.httpsOnly', false, true],
  [storage, 'properties.allowBlobPublicAccess', true, false],
  [storage, 'properties.allowSharedKeyAccess', true, false],
  [storage, 'properties.isVersioningEnabled', false, true],
  [storage, 'properties.minimumTlsVersion', 'TLS1_0', 'TLS1_1', 'TLS1_2', 'TLS1_3'],
  [storage, 'properties.minimalTlsVersion', 'None', '1.0', '1.1', '1.2', '1.3'],
  [storage, 'properties.minTlsVersion', '1.0', '1.1', '1.2', '1.3'],
  [storage, 'properties.scmMinTlsVersion', '1.0', '1.1', '1.2', '1.3'],
  [storage, 'properties.ftpsState', 'AllAllowed', 'FtpsOnly', 'Disabled'],
  ['Microsoft.Sql/servers/databases/transparentDataEncryption', 'properties.state', 'Disabled', 'Enabled'],
  ['Microsoft.DBforPostgreSQL/flexibleServers/configurations', 'properties.value', 'off', 'on'],
] as const;
const neighbors = orders.flatMap(([type, path, ...values]) =>
  values.slice(1).map((closed, n) => [path, values[n], closed, type] as const),
);

test.each(neighbors)('%s narrows from %s to %s and widens the other way', (path, open, closed, type) => {
  expect(directionOf({ path, before: open, after: closed }, type)).toBe('narrows');
  expect(directionOf({ path, before: closed, after: open }, type)).toBe('widens');
});

test.each<[path: string, from: unknown, to: unknown, direction: string, why: string]>([
  ['properties.publicNetworkAccess', 'Enabled', 'Disabled', 'narrows', 'two steps at once'],
  ['properties.minimumTlsVersion', 'TLS1_3', 'TLS1_0', 'widens', 'three steps at once'],
  ['properties.publicNetworkAccess', 'disabled', 'Disabled', 'narrows', 'the same in another spelling'],
  ['properties.PUBLICNETWORKACCESS', 'Disabled', 'Enabled', 'widens', 'names have no case'],
  ['httpsOnly', false, true, 'narrows', 'a setting beside the properties'],
  ['properties.minimumTlsVersion', undefined, 'TLS1_2', 'narrows', 'not set: not the most closed'],
  ['properties.networkAcls.defaultAction', 'Other', 'Deny', 'narrows', 'nothing is more closed'],
  ['properties.ftpsState', 'Odd', 'FtpsOnly', 'unknown', 'Odd may be more closed'],
  ['properties.ftpsState', 'Odd', 'Disabled', 'narrows', 'nothing is more closed'],
  ['properties.ftpsState', 'Disabled', 'Odd', 'unknown', 'Odd may be more open'],
  ['properties.minTlsVersion', '1.2', 1.3, 'unknown', 'a number is no version'],
  ['properties.state', 'Disabled', 'Enabled', 'unknown', 'known of another type alone'],
  ['tags.owner', undefined, 'x', 'unknown', 'a setting of which nothing is known'],
])('%s from %s to %s: %s', (path, from, after, direction, why) => {
  const change = { path, ...(from !== undefined && { before: from }), after };
  expect(directionOf(change, storage), why).toBe(direction);
});

test.each([
  ['narrow', 'narrows', 'narrows'],
  ['narrow, of which one widens,', 'widens', 'narrows', 'widens', 'narrows'],
  ['narrow, of which one is unknown,', 'unknown', 'narrows', 'unknown', 'narrows'],
  ['are unknown, of which one widens,', 'widens', 'unknown', 'widens'],
  ['are none', 'unknown'],
])('a plan whose changes %s: %s', (_name, direction, ...each) => {
  const path = 'properties.httpsOnly';
  const changes = each.map((kind) =>
    kind === 'unknown'
      ? { path: 'properties.other', before: false, after: true }
      : { path, before: kind === 'widens', after: kind === 'narrows' },
  );
  expect(directionOfAll(changes, 'Microsoft.Web/sites')).toBe(direction);
});

import { expect, test } from 'vitest';
import { directionOf, directionOfAll, mayCutOff } from '../../../src/response/remediation/direction.ts';

const storage = 'Microsoft.Storage/storageAccounts';

/** Values from the most open to the most closed, by the setting, of which those who use it as they may notice nothing. */
const orders = [
  [storage, 'properties.supportsHttpsTrafficOnly', false, true],
  [storage, 'properties.httpsOnly', false, true],
  [storage, 'properties.allowBlobPublicAccess', true, false],
  [storage, 'properties.isVersioningEnabled', false, true],
  [storage, 'properties.minimumTlsVersion', 'TLS1_0', 'TLS1_1', 'TLS1_2', 'TLS1_3'],
  [storage, 'properties.minimalTlsVersion', 'None', '1.0', '1.1', '1.2', '1.3'],
  [storage, 'properties.minTlsVersion', '1.0', '1.1', '1.2', '1.3'],
  [storage, 'properties.scmMinTlsVersion', '1.0', '1.1', '1.2', '1.3'],
  [storage, 'properties.ftpsState', 'AllAllowed', 'FtpsOnly', 'Disabled'],
  ['Microsoft.Sql/servers/databases/transparentDataEncryption', 'properties.state', 'Disabled', 'Enabled'],
  ['Microsoft.DBforPostgreSQL/flexibleServers/configurations', 'properties.value', 'off', 'on'],
] as const;
/** The same, of settings that may shut users out. */
const cutting = [
  [storage, 'properties.publicNetworkAccess', 'Enabled', 'SecuredByPerimeter', 'Disabled'],
  [storage, 'properties.networkAccessPolicy', 'AllowAll', 'AllowPrivate', 'DenyAll'],
  [storage, 'properties.networkAcls.defaultAction', 'Allow', 'Deny'],
  [storage, 'properties.allowSharedKeyAccess', true, false],
  [storage, 'properties.disableLocalAuth', false, true],
] as const;
const neighbors = [
  ...orders.map((order) => ['narrows', order] as const),
  ...cutting.map((order) => ['cuts-off', order] as const),
].flatMap(([direction, [type, path, ...values]]) =>
  values.slice(1).map((closed, n) => [path, direction, values[n], closed, type] as const),
);

test.each(neighbors)(
  '%s %s from %s to %s and widens the other way',
  (path, direction, open, closed, type) => {
    expect(directionOf({ path, before: open, after: closed }, type)).toBe(direction);
    expect(directionOf({ path, before: closed, after: open }, type)).toBe('widens');
  },
);

test.each(cutting)('a remedy of %s that sets %s may cut off', (_type, path, ...values) => {
  const name = path.split('.').at(-1) ?? '';
  const properties = { nested: { [name.toUpperCase()]: values.at(-1) ?? '' } };
  expect(mayCutOff({ kind: 'patch', properties, method: 'PATCH' })).toBe(true);
});

test('no other remedy is known to cut off', () => {
  expect(mayCutOff({ kind: 'patch', properties: { httpsOnly: true }, method: 'PATCH' })).toBe(false);
  expect(mayCutOff({ kind: 'modify' })).toBe(false);
  expect(mayCutOff({ kind: 'task', assignmentId: '/publicNetworkAccess' })).toBe(false);
  expect(mayCutOff(undefined)).toBe(false);
});

test.each<[path: string, from: unknown, to: unknown, direction: string, why: string]>([
  ['properties.publicNetworkAccess', 'Enabled', 'Disabled', 'cuts-off', 'two steps at once'],
  ['properties.minimumTlsVersion', 'TLS1_3', 'TLS1_0', 'widens', 'three steps at once'],
  ['properties.publicNetworkAccess', 'disabled', 'Disabled', 'narrows', 'the same in another spelling'],
  ['properties.PUBLICNETWORKACCESS', 'Disabled', 'Enabled', 'widens', 'names have no case'],
  ['httpsOnly', false, true, 'narrows', 'a setting beside the properties'],
  ['properties.minimumTlsVersion', undefined, 'TLS1_2', 'narrows', 'not set: not the most closed'],
  ['properties.networkAcls.defaultAction', 'Other', 'Deny', 'cuts-off', 'nothing is more closed'],
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
  ['narrow, of which one cuts off,', 'cuts-off', 'narrows', 'cuts-off', 'narrows'],
  ['cut off, of which one is unknown,', 'unknown', 'cuts-off', 'unknown'],
  ['cut off, of which one widens,', 'widens', 'cuts-off', 'widens'],
  ['are none', 'unknown'],
])('a plan whose changes %s: %s', (_name, direction, ...each) => {
  const path = 'properties.httpsOnly';
  const changes = each.map((kind) => {
    if (kind === 'unknown') return { path: 'properties.other', before: false, after: true };
    if (kind === 'cuts-off') return { path: 'properties.allowSharedKeyAccess', before: true, after: false };
    return { path, before: kind === 'widens', after: kind === 'narrows' };
  });
  expect(directionOfAll(changes, 'Microsoft.Web/sites')).toBe(direction);
});
